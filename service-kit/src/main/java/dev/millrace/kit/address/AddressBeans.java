package dev.millrace.kit.address;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class AddressBeans {

    private static final Duration LOOKUP_LIMIT = Duration.ofSeconds(5);

    /**
     * The guard on outbound addresses.
     *
     * @param allowed hosts that may be connected to although they are not public: names, {@code *.suffix} or ranges of
     *     addresses ({@code 10.20.0.0/16}). They may be reached over {@code http}, too
     */
    @Produces
    @Singleton
    OutboundAddresses outboundAddresses(
            @ConfigProperty(name = "millrace.outbound.allowed") Optional<List<String>> allowed) {
        return new OutboundAddresses(allowed.orElse(List.of()), new SystemLookup(LOOKUP_LIMIT));
    }
}
