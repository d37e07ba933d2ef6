//! Libraries for programs.

use super::{Piece, Place, Target, Tool, quote::text, terminal};

pub fn pieces(tool: Tool, Target { origin, key, model }: Target<'_>) -> Vec<Piece> {
    let (key, model) = (text(key), text(model));
    let (install, text) = match tool {
        Tool::OpenaiPython => (
            "pip install openai",
            format!(
                "from openai import OpenAI\n\n\
                 client = OpenAI(base_url=\"{origin}/v1\", api_key={key})\n\
                 answer = client.chat.completions.create(\n    model={model},\n    \
                 messages=[{{\"role\": \"user\", \"content\": \"Hello\"}}],\n)\n\
                 print(answer.choices[0].message.content)"
            ),
        ),
        Tool::OpenaiJs => (
            "npm install openai",
            format!(
                "import OpenAI from \"openai\";\n\n\
                 const client = new OpenAI({{ baseURL: \"{origin}/v1\", apiKey: {key} }});\n\
                 const answer = await client.chat.completions.create({{\n  model: {model},\n  \
                 messages: [{{ role: \"user\", content: \"Hello\" }}],\n}});\n\
                 console.log(answer.choices[0].message.content);"
            ),
        ),
        Tool::AnthropicPython => (
            "pip install anthropic",
            format!(
                "from anthropic import Anthropic\n\n\
                 client = Anthropic(base_url=\"{origin}\", api_key={key})\n\
                 answer = client.messages.create(\n    model={model},\n    max_tokens=1024,\n    \
                 messages=[{{\"role\": \"user\", \"content\": \"Hello\"}}],\n)\n\
                 print(answer.content[0].text)"
            ),
        ),
        Tool::AnthropicJs => (
            "npm install @anthropic-ai/sdk",
            format!(
                "import Anthropic from \"@anthropic-ai/sdk\";\n\n\
                 const client = new Anthropic({{ baseURL: \"{origin}\", apiKey: {key} }});\n\
                 const answer = await client.messages.create({{\n  model: {model},\n  max_tokens: 1024,\n  \
                 messages: [{{ role: \"user\", content: \"Hello\" }}],\n}});\n\
                 console.log(answer.content[0].text);"
            ),
        ),
        Tool::GooglePython => (
            "pip install google-genai",
            format!(
                "from google import genai\n\n\
                 client = genai.Client(api_key={key}, http_options={{\"base_url\": \"{origin}\"}})\n\
                 answer = client.models.generate_content(model={model}, contents=\"Hello\")\n\
                 print(answer.text)"
            ),
        ),
        Tool::GoogleJs => (
            "npm install @google/genai",
            format!(
                "import {{ GoogleGenAI }} from \"@google/genai\";\n\n\
                 const client = new GoogleGenAI({{ apiKey: {key}, httpOptions: {{ baseUrl: \"{origin}\" }} }});\n\
                 const answer = await client.models.generateContent({{ model: {model}, contents: \"Hello\" }});\n\
                 console.log(answer.text);"
            ),
        ),
        Tool::VercelAi => (
            "npm install ai @ai-sdk/openai",
            format!(
                "import {{ createOpenAI }} from \"@ai-sdk/openai\";\n\
                 import {{ generateText }} from \"ai\";\n\n\
                 const routex = createOpenAI({{ baseURL: \"{origin}/v1\", apiKey: {key} }});\n\
                 const {{ text }} = await generateText({{ model: routex.chat({model}), prompt: \"Hello\" }});\n\
                 console.log(text);"
            ),
        ),
        _ => (
            "pip install langchain-openai",
            format!(
                "from langchain_openai import ChatOpenAI\n\n\
                 model = ChatOpenAI(base_url=\"{origin}/v1\", api_key={key}, model={model})\n\
                 print(model.invoke(\"Hello\").content)"
            ),
        ),
    };
    let language = match install.split(' ').next() {
        Some("npm") => "JavaScript",
        _ => "Python",
    };
    let program = Piece {
        place: Place::Program(language),
        text,
    };
    vec![terminal(install.to_owned()), program]
}
