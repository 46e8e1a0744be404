package dev.millrace.ingest.forge.gitea;

import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalizer;
import dev.millrace.ingest.forge.read.Reading;
import jakarta.inject.Singleton;
import java.util.Map;

/** What a Gitea payload means. */
@Singleton
public final class GiteaNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return Forge.of(headers).filter(Forge.GITEA::equals).isPresent();
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
        return Reading.normalize(delivered, json, GiteaPayloads::read);
    }
}
