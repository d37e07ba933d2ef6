//! The few things that are asked of the browser itself. Outside of one, each says that there is nothing.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, EventTarget, File, HtmlElement, MediaQueryList, Storage, Url, Window};

/// The window. `None`: this is no browser.
pub fn window() -> Option<Window> {
    if cfg!(target_arch = "wasm32") {
        web_sys::window()
    } else {
        None
    }
}

/// The clock of the machine that the browser runs on.
pub fn now() -> DateTime<Utc> {
    if cfg!(target_arch = "wasm32") {
        DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
    } else {
        Utc::now()
    }
}

/// What a clock on the wall says at this time, where the browser is. Outside of one: in UTC.
pub fn local(time: DateTime<Utc>) -> NaiveDateTime {
    let behind = if cfg!(target_arch = "wasm32") {
        let ms = JsValue::from_f64(time.timestamp_millis() as f64);
        js_sys::Date::new(&ms).get_timezone_offset()
    } else {
        0.0
    };
    time.naive_utc() - TimeDelta::minutes(behind as i64)
}

/// When a clock on the wall says this: `2026-11-23T19:30`, as an input of the browser has it. `None`: it is no time.
pub fn from_local(text: &str) -> Option<DateTime<Utc>> {
    let there = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    if cfg!(target_arch = "wasm32") {
        let ms = js_sys::Date::parse(text);
        ms.is_finite()
            .then(|| DateTime::from_timestamp_millis(ms as i64))?
    } else {
        Some(there.and_utc())
    }
}

/// When the day began, where the browser is: milliseconds since 1970.
pub fn midnight_ms() -> i64 {
    if cfg!(target_arch = "wasm32") {
        let day = js_sys::Date::new_0();
        day.set_hours(0);
        day.set_minutes(0);
        day.set_seconds(0);
        day.set_milliseconds(0) as i64
    } else {
        let day = Utc::now().date_naive();
        day.and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp_millis()
    }
}

/// What was kept under a name. A browser that keeps nothing is no error.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

pub fn keep(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // A browser that keeps nothing forgets the choice with the page.
        let _ = storage.set_item(name, value);
    }
}

/// What was kept under a name until this tab is closed.
pub fn kept_in_tab(name: &str) -> Option<String> {
    tab()?.get_item(name).ok()?
}

/// `None`: forgets it.
pub fn keep_in_tab(name: &str, value: Option<&str>) {
    if let Some(tab) = tab() {
        // A browser that keeps nothing forgets it with the page.
        let _ = match value {
            Some(value) => tab.set_item(name, value),
            None => tab.remove_item(name),
        };
    }
}

/// `/requests`, as the address bar has it.
pub fn path() -> String {
    window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default()
}

/// The whole address, as the address bar has it.
pub fn address() -> String {
    window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default()
}

/// The value of a name behind `?` in the address.
pub fn query(name: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    let mut pairs = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
    let found = pairs.find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned())
}

/// Puts an address of the same page in the place of the one that is shown, for links that show what is shown.
pub fn readdress(path: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let state = history.state().unwrap_or_default();
        // A browser that does not keeps the old address, which leads here as well.
        let _ = history.replace_state_with_url(&state, "", Some(path));
    }
}

/// Whether a media query holds.
pub fn matches(query: &str) -> bool {
    window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Loads what is at the address anew.
pub fn reload() {
    if let Some(window) = window() {
        // One that will not leaves the page as it is.
        let _ = window.location().reload();
    }
}

/// Asks with the browser's own question, which stops everything until it is answered.
pub fn confirmed(question: &str) -> bool {
    window().is_none_or(|window| window.confirm_with_message(question).unwrap_or(true))
}

/// `https://routex.example`, as the address bar has it.
pub fn origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_else(|| "http://127.0.0.1:8080".to_owned())
}

/// What stands behind `#` in the address, without the sign.
pub fn fragment() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .map(|hash| hash.trim_start_matches('#').to_owned())
        .unwrap_or_default()
}

/// Gives a text to the user as a file, where the browser keeps what it downloads.
pub fn download(name: &str, text: &str) -> Option<()> {
    let document = window()?.document()?;
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let file = Blob::new_with_str_sequence(&parts).ok()?;
    let url = Url::create_object_url_with_blob(&file).ok()?;
    let link: HtmlElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    Url::revoke_object_url(&url).ok()
}

/// What is in a file that the user chose. `None`: it cannot be read.
pub async fn contents(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A number from 0 to 1, for what should not happen everywhere at once.
pub fn chance() -> f64 {
    if cfg!(target_arch = "wasm32") {
        js_sys::Math::random()
    } else {
        0.5
    }
}

/// How far the page is scrolled down, and how high its window is, in pixels.
pub fn scrolled() -> (f64, f64) {
    let seen = window().and_then(|window| {
        let height = window.inner_height().ok()?.as_f64()?;
        Some((window.scroll_y().ok()?, height))
    });
    seen.unwrap_or_default()
}

pub fn scroll_to(y: f64) {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, y);
    }
}

/// Hears an event of the window until it is dropped.
pub struct WindowEvent {
    window: EventTarget,
    name: &'static str,
    heard: Closure<dyn Fn(Event)>,
}

impl WindowEvent {
    pub fn listen(name: &'static str, heard: impl Fn() + 'static) -> Option<Self> {
        let window: EventTarget = window()?.into();
        let heard = Closure::<dyn Fn(Event)>::new(move |_| heard());
        window
            .add_event_listener_with_callback(name, heard.as_ref().unchecked_ref())
            .ok()?;
        Some(Self {
            window,
            name,
            heard,
        })
    }
}

impl Drop for WindowEvent {
    fn drop(&mut self) {
        // One that is not there needs no removing.
        let _ = self
            .window
            .remove_event_listener_with_callback(self.name, self.heard.as_ref().unchecked_ref());
    }
}

/// Hears of changes of a media query until it is dropped.
pub struct MediaChange {
    list: MediaQueryList,
    heard: Closure<dyn Fn(Event)>,
}

impl MediaChange {
    /// `None`: this browser does not tell.
    pub fn listen(query: &str, heard: impl Fn() + 'static) -> Option<Self> {
        let list = window()?.match_media(query).ok()??;
        let heard = Closure::<dyn Fn(Event)>::new(move |_| heard());
        let target: &EventTarget = &list;
        target
            .add_event_listener_with_callback("change", heard.as_ref().unchecked_ref())
            .ok()?;
        Some(Self { list, heard })
    }
}

impl Drop for MediaChange {
    fn drop(&mut self) {
        let target: &EventTarget = &self.list;
        // One that is not there needs no removing.
        let _ = target
            .remove_event_listener_with_callback("change", self.heard.as_ref().unchecked_ref());
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

fn tab() -> Option<Storage> {
    window()?.session_storage().ok()?
}
