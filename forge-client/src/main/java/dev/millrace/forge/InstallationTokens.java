package dev.millrace.forge;

/** Tokens of our App's installations, cached until five minutes before they expire. Safe to share between threads. */
public interface InstallationTokens {

    /**
     * A token that is valid for at least five more minutes. Concurrent callers for one installation share one request to the
     * forge.
     *
     * @throws ForgeFailure {@code NOT_FOUND} if the App is not installed there, {@code FORBIDDEN} if the installation is
     *     suspended, {@code AUTHENTICATION_REFUSED} if the App's key is wrong or none is configured
     */
    InstallationToken token(ForgeInstallation installation);

    /**
     * A token other than the one the forge just refused. Of many callers with the same refused token, one sends a request to
     * the forge.
     *
     * @throws ForgeFailure as {@link #token}
     */
    InstallationToken replace(ForgeInstallation installation, InstallationToken refused);

    /** Drops the cached token: the installation was removed or suspended. */
    void forget(ForgeInstallation installation);

    /** Drops all cached tokens. */
    void forgetAll();
}
