package dev.millrace.gateway.mcp;

import dev.millrace.gateway.mcp.McpTool.Effect;
import dev.millrace.gateway.route.OwnerClient;
import io.quarkiverse.mcp.server.FilterContext;
import io.quarkiverse.mcp.server.ToolFilter;
import io.quarkiverse.mcp.server.ToolManager;
import io.quarkiverse.mcp.server.ToolManager.ToolAnnotations;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Registers the tools with the library that speaks the protocol, and calls them. */
@ApplicationScoped
class OfferTools implements ToolFilter {

    private static final Logger LOG = Logger.getLogger(OfferTools.class);

    private final OwnerClient owners;
    private final CurrentVertxRequest current;

    OfferTools(OwnerClient owners, CurrentVertxRequest current) {
        this.owners = owners;
        this.current = current;
    }

    void onStart(@Observes StartupEvent started, ToolManager tools) {
        ToolCatalog.all()
                .forEach(tool -> tools.newTool(tool.name())
                        .setTitle(tool.title())
                        .setDescription(tool.description())
                        .setInputSchema(tool.input().json())
                        .setAnnotations(annotations(tool))
                        .setHandler(arguments -> run(tool, arguments), true)
                        .register());
    }

    private static ToolAnnotations annotations(McpTool tool) {
        boolean reads = tool.effect() == Effect.READS;
        return new ToolAnnotations(tool.title(), reads, tool.effect() == Effect.REMOVES, reads, false);
    }

    /** Also asked before a call, so a tool that is not listed cannot be called. */
    @Override
    public boolean test(ToolInfo tool, FilterContext context) {
        return AgentRequests.find(current.getCurrent())
                .filter(request -> request.mayUse(ToolCatalog.load(tool.name())))
                .isPresent();
    }

    private ToolResponse run(McpTool tool, ToolArguments arguments) {
        AgentRequest request = AgentRequests.find(current.getCurrent())
                .orElseThrow(() -> new IllegalStateException("a tool was called by nobody"));
        var given = new Given(arguments.args());
        try {
            given.requireKnown(tool.input());
            return ToolResponse.success(tool.action().run(new ToolCall(given, request, owners)));
        } catch (ToolFailure failure) {
            return ToolResponse.error(failure.getMessage());
        } catch (IOException e) {
            LOG.warnf("tool=%s team=%s reason=%s", tool.name(), request.caller().team(), e.getMessage());
            return ToolResponse.error("503: " + e.getMessage());
        }
    }
}
