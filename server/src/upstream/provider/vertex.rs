//! Google Vertex AI. The default is express mode, where a static API key is enough; with a project in the URL
//! (`…/projects/{project}/locations/{region}/publishers/google`) the OpenAI-compatible endpoint takes an access token.

use routex_entity::Dialect;

use super::{Auth, Preset};

pub(super) static PROVIDER: Preset = Preset {
    name: "vertex",
    endpoints: &[(
        Dialect::Gemini,
        "https://aiplatform.googleapis.com/v1/publishers/google",
    )],
    dialects: &[Dialect::Gemini],
    headers: &[(Dialect::Gemini, Auth::Header("x-goog-api-key"))],
    rules: &[],
};
