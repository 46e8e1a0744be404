package dev.millrace.gateway.mcp;

import dev.millrace.gateway.route.OwnerClient.Origin;
import dev.millrace.kit.identity.Caller;

/**
 * A request of an agent whose token was verified.
 *
 * @param caller whom the token proves
 * @param choice which tools it gets
 * @param origin what calls to services state about it
 */
record AgentRequest(Caller caller, ToolChoice choice, Origin origin) {

    /** Whether the tool is listed and may be called. A tool for which the token lacks the scope is neither. */
    boolean mayUse(McpTool tool) {
        return choice.includes(tool) && tool.scopes().stream().anyMatch(caller::has);
    }
}
