package dev.millrace.ingest.forge;

import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** The forges whose deliveries are understood; a delivery goes to the one that recognizes its headers. */
@Singleton
public final class Normalizers {

    private final List<Normalizer> all;

    /** @param all one for each forge */
    public Normalizers(@All List<Normalizer> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Reads one payload.
     *
     * @param headers by name in lower case, as kept with the delivery
     * @param json the payload, UTF-8
     */
    public Normalization normalize(Map<String, String> headers, Delivered delivered, byte[] json) {
        return all.stream()
                .filter(each -> each.reads(headers))
                .findFirst()
                .map(forge -> forge.normalize(delivered, json))
                .orElseGet(() -> new NotNormalizable("its headers are of no forge that is known"));
    }
}
