//! Just enough HTTP/1.1 for a probe and for holding a stream open.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

const PATH: &str = "/v1/chat/completions";
const TIMEOUT: Duration = Duration::from_secs(30);

/// A word a second, for longer than anyone looks at it.
pub const TRICKLE: &str = "sim-ok:tokens=300,chunk_ms=1000";

/// The same answers as those of `sim-ok`, from a channel of Routex that speaks another dialect.
pub const TRANSLATED: &str = "sim-elsewhere";

/// A chat completion as a client would send it.
pub struct Call {
    key: &'static str,
    body: String,
}

impl Call {
    /// Answered whole.
    pub fn chat(key: &'static str) -> Self {
        Self::new(key, "sim-ok", false)
    }

    /// Answered as a stream, as fast as it goes.
    pub fn stream(key: &'static str) -> Self {
        Self::new(key, "sim-ok", true)
    }

    /// Answered whole by a provider of another dialect.
    pub fn translated_chat(key: &'static str) -> Self {
        Self::new(key, TRANSLATED, false)
    }

    /// Answered as a stream by a provider of another dialect.
    pub fn translated_stream(key: &'static str) -> Self {
        Self::new(key, TRANSLATED, true)
    }

    /// Answered as a stream that is still open when the run is over.
    pub fn trickle(key: &'static str) -> Self {
        Self::new(key, TRICKLE, true)
    }

    fn new(key: &'static str, model: &str, stream: bool) -> Self {
        let body = serde_json::json!({
            "model": model,
            "messages": [
                {"role": "system", "content": "You are a careful assistant. Answer in one short paragraph, \
                    name the units of every figure, and say so when you are not sure."},
                {"role": "user", "content": "A train leaves at 09:40 and covers 312 km at 104 km/h, then \
                    waits 12 minutes and covers 78 km at 65 km/h. When does it arrive, and what was \
                    its mean speed over the whole way, the stop included?"},
            ],
            "temperature": 0.2,
            "stream": stream,
        });
        Self {
            key,
            body: body.to_string(),
        }
    }

    /// The Lua script that makes wrk send this and print its figures as one line of JSON.
    pub fn wrk_script(&self) -> String {
        format!(
            r#"wrk.method = "POST"
wrk.path = "{PATH}"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer {key}"
wrk.body = [==[{body}]==]

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{{"requests":%d,"duration_us":%d,"p50_us":%d,"p99_us":%d,"not_ok":%d,"broken":%d}}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
"#,
            key = self.key,
            body = self.body,
        )
    }

    fn bytes(&self, connection: &str) -> Vec<u8> {
        let Self { key, body } = self;
        let length = body.len();
        format!(
            "POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: {connection}\r\n\
             content-type: application/json\r\nauthorization: Bearer {key}\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// Sends a call on a connection of its own and reads the answer to its end.
pub fn status(port: u16, call: &Call) -> io::Result<u16> {
    let mut answer = send(port, call, "close")?;
    let status = read_status(&mut answer)?;
    io::copy(&mut answer, &mut io::sink())?;
    Ok(status)
}

/// A stream that was asked for. It ends when dropped.
pub struct Stream(BufReader<TcpStream>);

impl Stream {
    pub fn open(port: u16, call: &Call) -> io::Result<Self> {
        send(port, call, "keep-alive").map(Self)
    }

    /// Waits until the first bytes of a good answer's body are there.
    pub fn wait_for_body(&mut self) -> io::Result<()> {
        let status = read_status(&mut self.0)?;
        if status != 200 {
            return Err(io::Error::other(format!("status {status}")));
        }
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            read_line(&mut self.0, &mut line)?;
        }
        self.0.read_exact(&mut [0])
    }
}

fn send(port: u16, call: &Call, connection: &str) -> io::Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(&call.bytes(connection))?;
    Ok(BufReader::with_capacity(1024, stream))
}

fn read_status(answer: &mut impl BufRead) -> io::Result<u16> {
    let mut line = String::new();
    read_line(answer, &mut line)?;
    line.split_ascii_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::other(format!("not a status line: {line:?}")))
}

fn read_line(answer: &mut impl BufRead, line: &mut String) -> io::Result<()> {
    match answer.read_line(line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}
