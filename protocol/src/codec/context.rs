//! What the way back must know of the way out.

use std::sync::Arc;

use super::Names;
use crate::{frames::Framing, hub::Request, session::KEPT_RESPONSE};

/// Digits of the UUID that the server gives each answer.
const UUID_DIGITS: usize = 32;
/// Digits of an item's number.
const MAX_NUMBER_DIGITS: usize = 4;

/// What an answer's translation needs to know of its request.
#[derive(Debug, Clone)]
pub struct Context {
    pub request: Arc<Request>,
    pub names: Names,
    /// Unique: ids that the provider's dialect does not have are made from it. Letters, digits and hyphens.
    pub id: String,
    /// Unix seconds.
    pub now: u64,
    /// Input tokens, estimated, for dialects that tell them before the provider does.
    pub estimated_input: u64,
    /// How the client wants a stream framed.
    pub framing: Framing,
}

impl Context {
    /// An id for something of this answer: `prefix`, then what makes it unique.
    pub fn id(&self, prefix: &str, number: usize) -> String {
        let plain = self.id.replace('-', "");
        if number == 0 {
            format!("{prefix}{plain}")
        } else {
            format!("{prefix}{plain}{number:x}")
        }
    }

    /// The response that an item belongs to, by the id that [`Context::id`] gave the item. `None`: another made that id.
    ///
    /// Providers' own ids have as many digits or many more, so that what is told apart here is the number's length.
    pub fn response_of(item: &str) -> Option<String> {
        let (_, made) = item.split_once('_')?;
        let (answer, number) = made.split_at_checked(UUID_DIGITS)?;
        let is_hex = |text: &str| {
            text.bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let numbered = (1..=MAX_NUMBER_DIGITS).contains(&number.len());
        (numbered && is_hex(made)).then(|| format!("{KEPT_RESPONSE}{answer}"))
    }

    /// Whether a call is of a custom tool, by the name that the client gave it.
    pub fn is_custom_tool(&self, name: &str) -> bool {
        use crate::hub::ToolKind;
        self.request.tools.iter().any(
            |tool| matches!(&tool.kind, ToolKind::Custom { name: custom, .. } if custom == name),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use routex_entity::Dialect;

    use super::*;

    proptest! {
        #[test]
        fn an_item_tells_its_response(answer: u128, number in 1_usize..0xFFFF, prefix in "rs_|msg_|fc_|ctc_|ig_") {
            let plain = format!("{answer:032x}");
            let [a, b, c, d, e] = [&plain[..8], &plain[8..12], &plain[12..16], &plain[16..20], &plain[20..]];
            let context = Context {
                request: Arc::new(Request::new(Dialect::OpenaiResponses, "m")),
                names: Names::default(),
                id: [a, b, c, d, e].join("-"),
                now: 0,
                estimated_input: 0,
                framing: Framing::Sse,
            };
            let item = context.id(&prefix, number);
            prop_assert_eq!(Context::response_of(&item), Some(context.id(KEPT_RESPONSE, 0)));
        }

        #[test]
        fn nothing_makes_it_panic(id in ".{0,60}", odd in "[a-z]{0,3}_[0-9a-f模]{30,40}") {
            let _ = Context::response_of(&id);
            let _ = Context::response_of(&odd);
        }
    }

    #[test]
    fn items_of_others_tell_nothing() {
        for id in [
            "",
            "rs_",
            "rs_1",
            "msg_67b73f697ba4819183a15cc17d011509",
            "rs_68af4030baa48193b0b43b4c2a176a1a0e6967589f080e77",
            "rs_0199aaaa0000700080000000000000ZZ1",
            "0199aaaa0000700080000000000000001",
        ] {
            assert_eq!(Context::response_of(id), None, "{id}");
        }
    }
}
