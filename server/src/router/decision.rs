//! The short reason of `x-routex-decision`: how the place was found, and who was passed over.

use std::borrow::Cow;

use crate::channel::messages::RefusedReason;

/// Said of a place that is asked in another dialect than the client's.
const TRANSLATED: &str = ";translated";
/// Longest decision in bytes.
const LONGEST: usize = 120;

/// `head;channel:reason;…`, or `head;translated;channel:reason;…`, in visible ASCII. Costs nothing when nobody was passed
/// over.
pub fn decision<'a>(
    head: &'static str,
    translated: bool,
    passed_over: impl Iterator<Item = (&'a str, RefusedReason)>,
) -> Cow<'static, str> {
    let mut text = Cow::Borrowed(head);
    if translated {
        text.to_mut().push_str(TRANSLATED);
    }
    for (channel, reason) in passed_over {
        let reason = reason.label();
        if text.len() + channel.len() + reason.len() + 2 > LONGEST {
            break;
        }
        let text = text.to_mut();
        text.push(';');
        text.extend(channel.chars().map(visible));
        text.push(':');
        text.push_str(reason);
    }
    text
}

/// Names are the operator's; a header takes less than they may hold.
fn visible(letter: char) -> char {
    if letter.is_ascii_graphic() && !matches!(letter, ';' | ':') {
        letter
    } else {
        '_'
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::Feature;

    use super::*;

    #[test]
    fn names_the_way_and_who_was_passed_over() {
        let passed = [
            ("openai-a", RefusedReason::BreakerOpen),
            ("日本", RefusedReason::Concurrency),
        ];
        assert_eq!(
            decision("failover", false, passed.into_iter()),
            "failover;openai-a:breaker_open;__:concurrency"
        );

        let passed = [("text", RefusedReason::Lacks(Feature::Images))];
        assert_eq!(
            decision("weighted", true, passed.into_iter()),
            "weighted;translated;text:lacks_images"
        );
    }

    #[test]
    fn stays_short_and_allocates_only_when_needed() {
        let plain = decision("priority", false, std::iter::empty());
        assert!(matches!(plain, Cow::Borrowed("priority")));
        let many = std::iter::repeat_n(("a-channel", RefusedReason::CoolingDown), 100);
        assert!(decision("priority", false, many).len() <= LONGEST);
    }
}
