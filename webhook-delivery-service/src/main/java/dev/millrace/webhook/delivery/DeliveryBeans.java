package dev.millrace.webhook.delivery;

import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.webhook.subscription.WebhookConfig;
import dev.millrace.webhook.subscription.WebhookHealth;
import dev.millrace.webhook.subscription.WebhookSecrets;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Creates the objects that send deliveries, from the configuration. */
class DeliveryBeans {

    @Produces
    @Singleton
    WebhookClient client(Vertx vertx, WebhookConfig config, TrustedCertificates trusted) {
        return new WebhookClient(
                vertx,
                new HttpClientOptions().setTrustOptions(TrustOptions.wrap(trusted.trustManager())),
                config.timeout(),
                Math.toIntExact(config.maxResponse().asLongValue()),
                config.workers());
    }

    void close(@Disposes WebhookClient client) {
        client.close();
    }

    @Produces
    @Singleton
    SendDelivery sendDelivery(
            Database database,
            DeliveryStore deliveries,
            WebhookHealth health,
            WebhookSecrets secrets,
            OutboundAddresses addresses,
            WebhookClient client,
            WebhookConfig config,
            Clock clock,
            MeterRegistry meters) {
        return new SendDelivery(database, deliveries, health, secrets, addresses, client, config, clock, meters);
    }
}
