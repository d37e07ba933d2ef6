//! Symbols, drawn with lines in the colour of the text around them.

use yew::prelude::*;

macro_rules! symbols {
    ($($name:ident => $paths:literal),+ $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Symbol { $($name),+ }

        impl Symbol {
            /// On a field of 24 by 24.
            const fn path(self) -> &'static str {
                match self { $(Self::$name => $paths),+ }
            }
        }
    };
}

symbols! {
    Activity => "M3 12h4l3-8 4 16 3-8h4",
    Alert => "M12 3.5 22 20.5H2zM12 10v4.5M12 17.6v.01",
    ArrowLeft => "M19 12H5M11 6l-6 6 6 6",
    ArrowRight => "M5 12h14M13 6l6 6-6 6",
    Bell => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21.2h4",
    Book => "M5 4.5h11a3 3 0 0 1 3 3V20H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
    Chart => "M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6",
    Check => "m5 12.5 4.5 4.5L19 7.5",
    CheckCircle => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.3l2.8 2.8L16 9.5",
    ChevronDown => "m6 9.5 6 6 6-6",
    ChevronUp => "m6 14.5 6-6 6 6",
    Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2",
    Coin => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM15 9c-.5-1-1.600-1.500-3-1.500-1.800 0-3 .9-3 2.200 0 3.200 6 1.400 6 4.600 0 1.300-1.200 2.200-3 2.200-1.400 0-2.500-.5-3-1.500M12 5.800v12.400",
    Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
    Cross => "M6 6l12 12M18 6 6 18",
    Dots => "M5 11.300a.7.7 0 1 0 0 1.400.7.7 0 0 0 0-1.400zM12 11.300a.7.7 0 1 0 0 1.400.7.7 0 0 0 0-1.400zM19 11.300a.7.7 0 1 0 0 1.400.7.7 0 0 0 0-1.400z",
    Download => "M12 4v11M7.5 11l4.500 4.500 4.500-4.500M4.500 19.500h15",
    Droplet => "M12 3.500c3.500 4 5.500 6.800 5.500 9.800a5.500 5.500 0 0 1-11 0c0-3 2-5.800 5.500-9.800z",
    Eye => "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
    EyeOff => "M4 4l16 16M9.5 6A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.8M6.2 7.7A16 16 0 0 0 2.5 12S6 18.5 12 18.5c1.5 0 2.9-.4 4.1-1",
    Gear => "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 2.500v3M12 18.500v3M2.500 12h3M18.500 12h3M5.300 5.300l2.100 2.100M16.600 16.600l2.100 2.100M5.300 18.700l2.100-2.100M16.600 7.400l2.100-2.100",
    Globe => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5.5 5 12.5 0 18-5-5.5-5-12.5 0-18z",
    Grip => "M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01",
    History => "M4.500 8A8.500 8.500 0 1 1 3.500 12M4 3.500V8h4.500M12 7.500V12l3 2",
    Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.01",
    Key => "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12.500 20 3.500M16.500 7l3 3M14 9.500l2 2",
    List => "M8.500 6h12M8.500 12h12M8.500 18h12M4 6v.01M4 12v.01M4 18v.01",
    Menu => "M4 6.5h16M4 12h16M4 17.5h16",
    Monitor => "M3 4.5h18v12H3zM8.5 20.5h7M12 16.5v4",
    Moon => "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
    Pause => "M8 5v14M16 5v14",
    Pencil => "M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19zM14 6.500l3.500 3.500",
    Play => "M7 4.500v15l12-7.500z",
    Plug => "M8.500 3v5M15.500 3v5M6 8h12v3.500a6 6 0 0 1-12 0zM12 17.500V21.500",
    Plus => "M12 5v14M5 12h14",
    Power => "M12 3v9M6.5 6.5a8 8 0 1 0 11 0",
    Refresh => "M20 11a8 8 0 0 0-14.500-3.500L3.500 9.500M3.500 4.500v5h5M4 13a8 8 0 0 0 14.500 3.500l2-2M20.500 19.500v-5h-5",
    Search => "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500 20.500 20.500",
    Server => "M4 4h16v6.5H4zM4 13.5h16V20H4zM7.5 7.3v.01M7.5 16.8v.01",
    Shuffle => "M3 7h3.5c5 0 5.5 10 10.5 10H21M3 17h3.5c1.5 0 2.6-1 3.4-2.3M14 9.3c.8-1.4 1.7-2.3 3-2.3h4M18 4l3 3-3 3M18 14l3 3-3 3",
    Sun => "M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
    Tag => "M3.500 3.500H12l9 9-8.500 8.500-9-9zM8 8v.01",
    Trash => "M4.500 6.500h15M9 6.500v-3h6v3M6.500 6.500l1 14h9l1-14M10 10.500v6M14 10.500v6",
    Upload => "M12 15.500v-11M7.500 8.500 12 4l4.500 4.500M4.500 19.500h15",
    User => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c0-4 3.3-6 7.5-6s7.5 2 7.5 6",
    Zap => "M13 2.5 4.5 14H11l-1 7.5L19 10h-6.5z",
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub symbol: Symbol,
    /// In words, where the symbol stands alone. Left out: what is beside it says it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub class: Classes,
}

#[component]
pub fn Icon(props: &Props) -> Html {
    let hidden = props.label.is_none().then_some("true");
    html! {
        <svg
            class={classes!("rx-icon", props.class.clone())}
            viewBox="0 0 24 24"
            role={props.label.is_some().then_some("img")}
            aria-label={props.label.clone()}
            aria-hidden={hidden}
            focusable="false"
        >
            <path d={props.symbol.path()} />
        </svg>
    }
}
