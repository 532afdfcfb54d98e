//! Bytes on a connection, for what no client would send.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub struct Raw(TcpStream);

impl Raw {
    /// Connects and sends.
    pub async fn send(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Self {
        let mut raw = Self(TcpStream::connect(address).await.expect("connects"));
        raw.write(bytes).await;
        raw
    }

    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.expect("sends");
    }

    /// Sends no more, and reads what still comes.
    pub async fn end_and_read(mut self) -> String {
        self.0.shutdown().await.expect("shuts down");
        self.read().await
    }

    /// What comes, up to and with `end`.
    pub async fn read_to(&mut self, end: &str) -> String {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end.as_bytes()) {
            bytes.push(self.0.read_u8().await.expect("receives"));
        }
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// Everything until the other side closes.
    pub async fn read(mut self) -> String {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes).await.expect("receives");
        String::from_utf8(bytes).expect("UTF-8")
    }
}

/// A POST to the endpoint as far as its body, with the connection to be closed after the answer.
pub fn head(length: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}
