mod cases;
mod large;
mod properties;
mod support;
