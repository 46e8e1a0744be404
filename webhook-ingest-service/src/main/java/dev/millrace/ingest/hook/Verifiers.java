package dev.millrace.ingest.hook;

import dev.millrace.ingest.forge.Forge;

/** The verifier of each forge. */
public final class Verifiers {

    private static final DeliveryVerifier GITHUB = HexVerifier.github();
    private static final DeliveryVerifier GITLAB = new GitlabVerifier();
    private static final DeliveryVerifier GITEA = HexVerifier.gitea();
    private static final DeliveryVerifier FORGEJO = HexVerifier.forgejo();
    private static final DeliveryVerifier BITBUCKET = HexVerifier.bitbucket();
    private static final DeliveryVerifier DATA_CENTER = HexVerifier.dataCenter();
    private static final DeliveryVerifier SOURCEHUT = new SourcehutVerifier();

    private Verifiers() {}

    /** The forge's own. */
    public static DeliveryVerifier of(Forge forge) {
        return switch (forge) {
            case GITHUB -> GITHUB;
            case GITLAB -> GITLAB;
            case GITEA -> GITEA;
            case FORGEJO, CODEBERG -> FORGEJO;
            case BITBUCKET -> BITBUCKET;
            case BITBUCKET_DATA_CENTER -> DATA_CENTER;
            case SOURCEHUT -> SOURCEHUT;
        };
    }
}
