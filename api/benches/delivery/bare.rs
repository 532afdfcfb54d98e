//! The least that a server can do: stored bytes.

use std::error::Error;

use actix_web::{
    App, HttpResponse, HttpServer,
    web::{Bytes, Data, get},
};

/// Serves the file's bytes at `/bytes` until the process ends.
pub fn serve(port: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let bytes = Data::new(Bytes::from(std::fs::read(file)?));
    let port: u16 = port.parse()?;
    let app = move || App::new().app_data(bytes.clone()).route("/bytes", get().to(answer));
    let server = HttpServer::new(app).workers(1).bind(("127.0.0.1", port))?;
    Ok(actix_web::rt::System::new().block_on(server.run())?)
}

async fn answer(bytes: Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(Bytes::clone(&bytes))
}
