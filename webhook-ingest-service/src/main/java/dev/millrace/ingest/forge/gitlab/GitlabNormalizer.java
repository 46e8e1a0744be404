package dev.millrace.ingest.forge.gitlab;

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

/** What a GitLab payload means. */
@Singleton
public final class GitlabNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return Forge.of(headers).filter(Forge.GITLAB::equals).isPresent();
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
        return Reading.normalize(delivered, json, GitlabNormalizer::read);
    }

    /** The payload names its kind itself; the header only names the kind of hook where that is a system hook. */
    private static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        String kind =
                payload.text("object_kind").or(() -> payload.text("event_name")).orElse("");
        return switch (kind) {
            case "push", "tag_push" -> GitlabPush.read(delivered, payload);
            case "merge_request" -> GitlabMergeRequest.read(delivered, payload);
            case "deployment" -> GitlabDeployment.read(delivered, payload);
            default -> GitlabProjectEvent.read(delivered, payload, kind);
        };
    }
}
