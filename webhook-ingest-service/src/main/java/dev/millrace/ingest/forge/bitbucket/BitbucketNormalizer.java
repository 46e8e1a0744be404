package dev.millrace.ingest.forge.bitbucket;

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

/** What a payload of Bitbucket Cloud means. */
@Singleton
public final class BitbucketNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return Forge.of(headers).filter(Forge.BITBUCKET::equals).isPresent();
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
        return Reading.normalize(delivered, json, BitbucketNormalizer::read);
    }

    private static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        return switch (delivered.event()) {
            case "repo:push" -> BitbucketPush.read(delivered, payload);
            case "pullrequest:created", "pullrequest:updated", "pullrequest:fulfilled", "pullrequest:rejected" ->
                BitbucketChange.read(delivered, payload);
            case "repo:updated", "repo:transfer", "repo:created", "repo:deleted" ->
                BitbucketRepositoryEvent.read(delivered, payload);
            default -> Optional.empty();
        };
    }
}
