/**
 * The platform as tools for coding agents: a server of the Model Context Protocol at {@code /mcp}, streamable HTTP. A tool is one or
 * a few calls of the public API, with the caller's own token, so whatever a service decides about a call holds for a tool, too. Nothing
 * is kept between two requests: any instance of the gateway responds to each of them.
 */
@NullMarked
package dev.millrace.gateway.mcp;

import org.jspecify.annotations.NullMarked;
