//! Puts the dashboard on the page.

fn main() {
    yew::Renderer::<routex_web_ui::App>::new().render();
}
