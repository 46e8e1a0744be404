package dev.millrace.ingest.forge.forgejo;

import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalizer;
import dev.millrace.ingest.forge.gitea.GiteaPayloads;
import dev.millrace.ingest.forge.read.Reading;
import jakarta.inject.Singleton;
import java.util.Map;

/** What a Forgejo payload means, at Codeberg as elsewhere. */
@Singleton
public final class ForgejoNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return Forge.of(headers)
                .filter(forge -> forge == Forge.FORGEJO || forge == Forge.CODEBERG)
                .isPresent();
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
        return Reading.normalize(delivered, json, GiteaPayloads::read);
    }
}
