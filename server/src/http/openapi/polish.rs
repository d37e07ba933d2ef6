//! What is true of every call and so is said once: how problems look, and what the groups of calls are about.

use utoipa::{
    Modify,
    openapi::{
        Content, OpenApi, PathItem, Ref, RefOr, Response, ResponseBuilder, Server, path::Operation,
        tag::TagBuilder,
    },
};

/// The groups of calls, in the order in which the reference shows them.
pub(in crate::http) const TAGS: &[(&str, &str)] = &[
    (
        "about",
        "The API itself: its description and its reference.",
    ),
    (
        "oauth",
        "Accounts that are signed in to: who gives them, and the way there.",
    ),
    ("status", "How this Routex is doing as a whole."),
    (
        "setup",
        "The first steps. Open until they are completed, and never again.",
    ),
    (
        "session",
        "Signing in and out with a browser, and the password.",
    ),
    (
        "tokens",
        "Admin tokens: what automation shows instead of signing in.",
    ),
    (
        "channels",
        "Upstream accounts and endpoints, and how they are doing.",
    ),
    (
        "credentials",
        "The secrets of a channel. They are taken and never shown again.",
    ),
    (
        "keys",
        "Keys for your own clients: what they may use, how much, and until when.",
    ),
    (
        "aliases",
        "Model names offered to clients that lead elsewhere.",
    ),
    ("routing", "How requests find their channel, and why."),
    (
        "requests",
        "What was asked, who served it, and what it cost.",
    ),
    ("analytics", "Sums and series over the requests."),
    (
        "alerts",
        "What is wrong, who is told of it, and by which rules.",
    ),
    ("events", "What happens, as it happens."),
    ("prices", "What tokens cost."),
    ("settings", "What can be tuned while Routex runs."),
    (
        "backup",
        "Taking the configuration elsewhere, and in from elsewhere.",
    ),
    ("audit", "Who changed what, and when."),
];

const PROBLEM: &str = "application/problem+json";

pub(super) struct Polish;

impl Modify for Polish {
    fn modify(&self, document: &mut OpenApi) {
        let mut server = Server::new("/");
        server.description = Some("Wherever this Routex is served".to_owned());
        document.servers = Some(vec![server]);

        let mut used = Vec::new();
        for operation in document.paths.paths.values_mut().flat_map(operations) {
            used.extend(operation.tags.clone().unwrap_or_default());
            tell_problems(operation);
        }
        let tags = TAGS
            .iter()
            .filter(|(name, _)| used.iter().any(|tag| tag == name));
        let tags = tags.map(|(name, description)| {
            TagBuilder::new()
                .name(*name)
                .description(Some(*description))
                .build()
        });
        document.tags = Some(tags.collect());
    }
}

pub(in crate::http) fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem {
        get,
        put,
        post,
        delete,
        patch,
        head,
        ..
    } = item;
    [get, put, post, delete, patch, head].into_iter().flatten()
}

/// Problems have a media type of their own, and any call may meet one of Routex itself.
fn tell_problems(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    responses
        .entry("5XX".to_owned())
        .or_insert_with(|| RefOr::T(problem()));
    for (status, response) in responses {
        let RefOr::T(response) = response else {
            continue;
        };
        if status.starts_with(['4', '5']) {
            let content = std::mem::take(&mut response.content);
            response.content = content
                .into_iter()
                .map(|(kind, content)| match is_problem(&content) {
                    true => (PROBLEM.to_owned(), content),
                    false => (kind, content),
                })
                .collect();
        }
        if response.description.is_empty() {
            response.description = meaning(status).to_owned();
        }
    }
}

fn problem() -> Response {
    let body = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().content(PROBLEM, body).build()
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(content) = content else {
        return false;
    };
    matches!(&content.schema, Some(RefOr::Ref(schema)) if schema.ref_location.ends_with("/Problem"))
}

fn meaning(status: &str) -> &'static str {
    match status {
        "200" => "As asked",
        "201" => "Made",
        "204" => "Done; there is nothing to say",
        "4XX" => "The call is refused; `code` says why",
        "5XX" => "Routex failed, or cannot do that now; `code` says which",
        _ => "See `code`",
    }
}
