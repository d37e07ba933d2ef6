//! JSON on its way out, made of what others hold: nothing is copied only to be written.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// A piece of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'a> {
    Text(Cow<'a, str>),
    Tree(Cow<'a, Value>),
    List(Vec<Node<'a>>),
    Object(Object<'a>),
}

/// An object of few members, in the order in which they were put.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, Node<'a>)>);

impl Node<'_> {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Tree(tree) => tree.as_str(),
            Self::List(_) | Self::Object(_) => None,
        }
    }

    /// A member that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self {
            Self::Object(object) => object.get(name)?.as_text(),
            Self::Tree(tree) => tree.get(name)?.as_str(),
            Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The member of an object.
    pub(crate) fn into_member(self, name: &str) -> Option<Self> {
        let Self::Object(Object(members)) = self else {
            return None;
        };
        let mut members = members.into_iter();
        members
            .find(|(member, _)| member == name)
            .map(|(_, node)| node)
    }

    pub(crate) fn is_empty_list(&self) -> bool {
        match self {
            Self::List(nodes) => nodes.is_empty(),
            Self::Tree(tree) => tree.as_array().is_some_and(Vec::is_empty),
            Self::Text(_) | Self::Object(_) => false,
        }
    }
}

impl<'a> Object<'a> {
    pub(crate) fn new() -> Self {
        Self(Vec::with_capacity(6))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        let mut members = self.0.iter();
        members
            .find(|(member, _)| member == name)
            .map(|(_, node)| node)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Node<'a>> {
        let mut members = self.0.iter_mut();
        members
            .find(|(member, _)| member == name)
            .map(|(_, node)| node)
    }

    /// Every member, in the order in which they were put.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Node<'a>)> {
        self.0.iter().map(|(name, node)| (&**name, node))
    }

    /// Adds a member, of a name that is not there yet.
    pub(crate) fn put(&mut self, name: impl Into<Cow<'a, str>>, node: impl Into<Node<'a>>) {
        self.0.push((name.into(), node.into()));
    }

    /// Adds a member that there is.
    pub(crate) fn put_some(
        &mut self,
        name: impl Into<Cow<'a, str>>,
        node: Option<impl Into<Node<'a>>>,
    ) {
        if let Some(node) = node {
            self.put(name, node);
        }
    }

    /// Adds members of different names, in place of those that are there already.
    pub(crate) fn put_all(&mut self, members: impl Iterator<Item = (Cow<'a, str>, Node<'a>)>) {
        // One that is new to what was there is new.
        let there = self.0.len();
        for (name, node) in members {
            let same = self.0[..there]
                .iter_mut()
                .find(|(member, _)| *member == name);
            match same {
                Some(same) => same.1 = node,
                None => self.put(name, node),
            }
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Tree(tree) => tree.serialize(serializer),
            Self::List(nodes) => serializer.collect_seq(nodes),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, node)| (name, node)))
    }
}

impl From<Map<String, Value>> for Object<'_> {
    fn from(object: Map<String, Value>) -> Self {
        let members = object.into_iter();
        Self(
            members
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl<'a> From<&'a str> for Node<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Node<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Node<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a Value> for Node<'a> {
    fn from(tree: &'a Value) -> Self {
        Self::Tree(Cow::Borrowed(tree))
    }
}

impl<'a> From<Cow<'a, Value>> for Node<'a> {
    fn from(tree: Cow<'a, Value>) -> Self {
        Self::Tree(tree)
    }
}

impl From<Value> for Node<'_> {
    fn from(tree: Value) -> Self {
        Self::Tree(Cow::Owned(tree))
    }
}

impl From<bool> for Node<'_> {
    fn from(value: bool) -> Self {
        Self::from(Value::from(value))
    }
}

impl<'a> From<Vec<Node<'a>>> for Node<'a> {
    fn from(nodes: Vec<Node<'a>>) -> Self {
        Self::List(nodes)
    }
}

impl<'a> From<Object<'a>> for Node<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

/// The members of a map, for [`Object::put_all`].
pub(crate) fn borrowed(
    members: &Map<String, Value>,
) -> impl Iterator<Item = (Cow<'_, str>, Node<'_>)> {
    let members = members.iter();
    members.map(|(name, value)| (name.into(), value.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_put_is_written_in_its_order() {
        let tree = json!({"b": [1, null]});
        let more = json!({"type": "other", "z": 1});
        let mut object = Object::new();
        object.put("type", "call");
        object.put("tree", &tree);
        object.put("list", vec![Node::from("x"), Node::from(true)]);
        object.put_some("left out", None::<&str>);
        object.put_all(borrowed(more.as_object().unwrap()));

        let node = Node::from(object);

        assert_eq!(node.text("type"), Some("other"));
        assert_eq!(
            serde_json::to_string(&node).unwrap(),
            r#"{"type":"other","tree":{"b":[1,null]},"list":["x",true],"z":1}"#
        );
    }
}
