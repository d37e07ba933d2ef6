//! Namespaces: tools in groups. The hub knows single tools only, so that each has its group's name before its own.

use serde_json::{Map, Value};

use crate::hub::{Extras, Tool};

/// Member of a tool's extras, and of a call.
pub(super) const MEMBER: &str = "namespace";
/// Extra of a call: its name says the same.
pub(super) const OF_CALL: &str = "=namespace";

/// The name outside of its namespace.
pub(super) fn join(namespace: &str, name: &str) -> String {
    let gap = if namespace.ends_with("__") { "" } else { "__" };
    format!("{namespace}{gap}{name}")
}

/// The name inside its namespace.
pub(super) fn inner<'a>(namespace: &str, name: &'a str) -> &'a str {
    let Some(rest) = name.strip_prefix(namespace) else {
        return name;
    };
    if namespace.ends_with("__") {
        rest
    } else {
        rest.strip_prefix("__").unwrap_or(rest)
    }
}

/// The group that a tool stands in: all of its definition but the tools.
pub(super) fn of_tool(tool: &Tool) -> Option<&Map<String, Value>> {
    tool.extras.get(MEMBER)?.as_object()
}

/// The name of the group that a call names.
pub(super) fn of_call(extras: &Extras) -> Option<&str> {
    extras.get(OF_CALL)?.as_str()
}

/// Namespace and inner name of the tool that a client knows by this joined name.
pub(super) fn find<'a>(tools: &'a [Tool], joined: &'a str) -> Option<(&'a str, &'a str)> {
    let tool = tools.iter().find(|tool| tool.name() == Some(joined))?;
    let namespace = of_tool(tool)?.get("name")?.as_str()?;
    Some((namespace, inner(namespace, joined)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_finds_back_into_its_namespace() {
        for namespace in ["crm", "mcp__files__"] {
            assert_eq!(inner(namespace, &join(namespace, "find")), "find");
        }
        assert_eq!(join("crm", "find"), "crm__find");
        assert_eq!(join("mcp__files__", "read"), "mcp__files__read");
    }
}
