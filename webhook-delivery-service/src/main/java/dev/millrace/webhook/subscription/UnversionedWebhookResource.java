package dev.millrace.webhook.subscription;

import dev.millrace.kit.identity.Roles;
import dev.millrace.webhook.access.IdentifyCaller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The same under the addresses of the next generation of the API, {@code /api/webhooks}. */
@Path("/api/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.REPO_WRITE)
class UnversionedWebhookResource extends WebhookResource {

    UnversionedWebhookResource(IdentifyCaller identifyCaller, Webhooks webhooks) {
        super(identifyCaller, webhooks);
    }
}
