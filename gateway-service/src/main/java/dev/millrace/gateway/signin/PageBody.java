package dev.millrace.gateway.signin;

/**
 * A flow that has begun. The response has the cookie that ends it.
 *
 * @param location page of the forge to send the browser to
 */
record PageBody(String location) {}
