package dev.millrace.kit.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Starts tracing with the service, if the operator turned it on. */
@ApplicationScoped
class TraceBeans {

    private final OpenTelemetry telemetry;
    private final boolean isDisabled;

    /** @param isDisabled whether no traces are recorded; with false they are sent to the OTLP collector */
    TraceBeans(
            OpenTelemetry telemetry,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "true") boolean isDisabled) {
        this.telemetry = telemetry;
        this.isDisabled = isDisabled;
    }

    /** Before consumers and workers start. */
    void start(@Observes @Priority(1) StartupEvent event) {
        // the SDK that is disabled still creates spans, and only does not send them
        if (isDisabled) {
            Tracing.stop();
        } else {
            Tracing.start(telemetry);
        }
    }
}
