package dev.millrace.gateway.mcp;

/** A tool did not do what it was asked to; the model reads the message, and may try otherwise. */
final class ToolFailure extends Exception {

    private static final long serialVersionUID = 1;

    ToolFailure(String message) {
        super(message);
    }
}
