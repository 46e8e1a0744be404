package dev.millrace.ingest.forge.datacenter;

import dev.millrace.events.Event;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalizer;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Reading;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a payload of Bitbucket Data Center means. */
@Singleton
public final class DataCenterNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return Forge.of(headers).filter(Forge.BITBUCKET_DATA_CENTER::equals).isPresent();
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
        return Reading.normalize(delivered, json, DataCenterNormalizer::read);
    }

    private static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        return switch (delivered.event()) {
            case "repo:refs_changed" -> DataCenterPush.read(delivered, payload);
            case "repo:modified" -> DataCenterRepositoryEvent.read(delivered, payload);
            case "pr:opened", "pr:reopened", "pr:from_ref_updated", "pr:merged", "pr:declined", "pr:deleted" ->
                DataCenterChange.read(delivered, payload);
            default -> Optional.empty();
        };
    }
}
