package dev.millrace.ingest.forge.sourcehut;

import dev.millrace.events.Event;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalizer;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Reading;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a SourceHut payload means. Events have names like {@code GIT_POST_RECEIVE}, and formerly like {@code
 * git:post-receive}.
 */
@Singleton
public final class SourcehutNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return Forge.of(headers).filter(Forge.SOURCEHUT::equals).isPresent();
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
        return Reading.normalize(delivered, json, SourcehutNormalizer::read);
    }

    private static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        JsonBody result = payload.at("data").at("webhook");
        JsonBody webhook = result.isPresent() ? result : payload;
        return switch (delivered.event().toUpperCase(Locale.ROOT).replaceAll("[:-]", "_")) {
            case "GIT_POST_RECEIVE" -> SourcehutPush.read(delivered, webhook);
            case "REPO_CREATED", "REPO_UPDATE", "REPO_UPDATED", "REPO_DELETED" ->
                SourcehutRepositoryEvent.read(delivered, webhook);
            default -> Optional.empty();
        };
    }
}
