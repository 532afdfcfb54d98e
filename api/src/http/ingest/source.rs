//! The sender's bytes as lines: unpacked where they are packed, given up where they stall.

use std::{io::Write, time::Duration};

use actix_web::web::{Bytes, Payload};
use flate2::write::MultiGzDecoder;
use futures_util::StreamExt;
use tokio::time::timeout;

use super::lines::{Line, Splitter};
use crate::platform::{AppError, error::Result};

/// Packed bytes that are unpacked at once. What they can grow to, a thousand times as much, is all that is held.
const PIECE: usize = 512;

/// What came of waiting.
pub(super) enum Next {
    Line(Line),
    /// No line, so far.
    Nothing,
    /// The sender has ended it.
    End,
}

/// The lines of a request's body.
pub(super) struct Source {
    payload: Payload,
    /// Present where the body is packed.
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    /// Bytes that came packed and wait.
    packed: Bytes,
    bytes: Bytes,
    splitter: Splitter,
    ended: bool,
    /// How long nothing has come.
    silence: Duration,
    idle_time: Duration,
}

impl Source {
    pub fn new(payload: Payload, gzip: bool, idle_time: Duration) -> Self {
        Self {
            payload,
            decoder: gzip.then(|| MultiGzDecoder::new(Vec::new())),
            packed: Bytes::new(),
            bytes: Bytes::new(),
            splitter: Splitter::default(),
            ended: false,
            silence: Duration::ZERO,
            idle_time,
        }
    }

    /// The next line, if it comes within `wait`. Nothing is read from the connection before all that was read is used up.
    ///
    /// # Errors
    /// `INVALID` for a connection that broke off and for packed bytes that are none; `LIMIT_EXCEEDED` for a sender that stalls.
    pub async fn next(&mut self, wait: Duration) -> Result<Next> {
        if let Some(line) = self.splitter.next(&mut self.bytes) {
            return Ok(Next::Line(line));
        }
        if !self.packed.is_empty() {
            self.unpack()?;
            return Ok(Next::Nothing);
        }
        if self.ended {
            return Ok(self.splitter.last().map_or(Next::End, Next::Line));
        }
        match timeout(wait, self.payload.next()).await {
            Err(_) => self.silent_for(wait)?,
            Ok(Some(Ok(bytes))) => self.take(bytes),
            Ok(Some(Err(cause))) => return Err(cut().because(cause.to_string())),
            Ok(None) => self.end()?,
        }
        Ok(Next::Nothing)
    }

    /// Lets what still comes pass. Whether the sender ended within that time.
    pub async fn drain(&mut self, time: Duration) -> bool {
        let pass = async { while let Some(Ok(_)) = self.payload.next().await {} };
        self.ended || timeout(time, pass).await.is_ok()
    }

    fn silent_for(&mut self, wait: Duration) -> Result<()> {
        self.silence += wait;
        if self.silence < self.idle_time {
            return Ok(());
        }
        Err(AppError::limit_exceeded("error-stream-idle"))
    }

    fn take(&mut self, bytes: Bytes) {
        self.silence = Duration::ZERO;
        if self.decoder.is_some() {
            self.packed = bytes;
        } else {
            self.bytes = bytes;
        }
    }

    fn unpack(&mut self) -> Result<()> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        let piece = self.packed.split_to(self.packed.len().min(PIECE));
        decoder.write_all(&piece).and_then(|()| decoder.flush()).map_err(broken)?;
        self.bytes = std::mem::take(decoder.get_mut()).into();
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        self.ended = true;
        if let Some(decoder) = self.decoder.take() {
            self.bytes = decoder.finish().map_err(broken)?.into();
        }
        Ok(())
    }
}

fn cut() -> AppError {
    AppError::invalid("error-stream-cut")
}

fn broken(cause: std::io::Error) -> AppError {
    AppError::invalid("error-stream-coding").because(cause)
}
