package dev.millrace.webhook.delivery;

import dev.millrace.kit.identity.Roles;
import dev.millrace.webhook.access.IdentifyCaller;
import dev.millrace.webhook.subscription.Webhooks;
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
class UnversionedDeliveryResource extends DeliveryResource {

    UnversionedDeliveryResource(IdentifyCaller identifyCaller, Webhooks webhooks, Deliveries deliveries) {
        super(identifyCaller, webhooks, deliveries);
    }
}
