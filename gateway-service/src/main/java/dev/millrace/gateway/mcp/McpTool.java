package dev.millrace.gateway.mcp;

import dev.millrace.kit.identity.Scope;
import java.io.IOException;
import java.util.Set;

/**
 * A tool of the server.
 *
 * @param name words with underscores
 * @param title for people
 * @param set with which it is chosen
 * @param scopes of which a token needs one
 * @param description for the model that chooses among tools: what it gets, in one or two sentences
 * @param input its arguments
 * @param action what it does
 */
record McpTool(
        String name,
        String title,
        ToolSet set,
        Set<Scope> scopes,
        Effect effect,
        String description,
        InputSchema input,
        Action action) {

    /** What a tool changes. */
    enum Effect {
        READS,
        /** It adds something that can be taken back. */
        ADDS,
        /** It removes something, or moves a branch to something that others have written. */
        REMOVES
    }

    /** What a tool does. */
    @FunctionalInterface
    interface Action {

        /**
         * Text for the model.
         *
         * @throws ToolFailure with the reason, which the model is shown
         */
        String run(ToolCall call) throws IOException, ToolFailure;
    }
}
