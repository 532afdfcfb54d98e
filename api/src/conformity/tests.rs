mod cases;
mod properties;
mod support;
