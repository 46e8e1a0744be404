package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.GitHubApp;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks what a caller gave for a new connection, and completes it with the usual addresses. */
final class ReadNewConnection {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_SECRET = 8 * 1024;
    private static final int SHORTEST_WEBHOOK_SECRET = 16;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private ReadNewConnection() {}

    /** @throws IllegalArgumentException if something is missing or unacceptable; the message names it, and no secret */
    static NewConnection read(NewConnectionBody body) {
        ForgeKind forge = forge(body);
        String instance = instance(body, forge);
        ForgeHost usual = forge == ForgeKind.GITHUB
                ? ForgeHost.gitHub(instance)
                : new ForgeHost(instance, URI.create("https://" + instance), URI.create("https://" + instance));
        ForgeHost host = ReadForgeHost.complete(usual, body.apiUrl(), body.webUrl());
        Optional<NewConnectionBody.AppBody> app = Optional.ofNullable(body.app());
        if (app.isPresent() && forge != ForgeKind.GITHUB) {
            throw new IllegalArgumentException("app is for GitHub only, and forge is '%s'".formatted(forge.wireName()));
        }
        if (app.isEmpty() && forge == ForgeKind.GITHUB) {
            throw new IllegalArgumentException("GitHub is connected through an App: app is missing");
        }
        if (app.isEmpty() && Optional.ofNullable(body.team()).isEmpty()) {
            throw new IllegalArgumentException(
                    "a connection needs an app, or the team whose webhooks arrive through it");
        }
        List<NewConnection.Plain> secrets = new ArrayList<>();
        app.ifPresent(given -> addAppSecrets(given, secrets));
        Optional.ofNullable(body.webhookSecret()).ifPresent(secret -> secrets.add(plain(Purpose.WEBHOOK, secret)));
        return new NewConnection(
                name(body, instance),
                forge,
                instance,
                host.apiUrl().toString(),
                host.webUrl().toString(),
                Optional.ofNullable(body.team()),
                app.map(ReadNewConnection::app),
                secrets);
    }

    /**
     * A secret that was checked for its purpose.
     *
     * @throws IllegalArgumentException if it cannot be used for it; the message does not quote it
     */
    static NewConnection.Plain plain(Purpose purpose, String value) {
        if (value.length() > LONGEST_SECRET) {
            throw new IllegalArgumentException(
                    "the secret has %d characters; at most %d are accepted".formatted(value.length(), LONGEST_SECRET));
        }
        switch (purpose) {
            case APP_KEY -> GitHubApp.requireKey(value);
            case WEBHOOK -> {
                if (value.length() < SHORTEST_WEBHOOK_SECRET || !value.equals(value.strip())) {
                    throw new IllegalArgumentException(
                            "a webhook secret has at least %d characters and no blanks around it"
                                    .formatted(SHORTEST_WEBHOOK_SECRET));
                }
            }
            case OAUTH_CLIENT -> {
                if (value.isBlank()) {
                    throw new IllegalArgumentException("the client secret is empty");
                }
            }
        }
        return new NewConnection.Plain(purpose, value);
    }

    private static void addAppSecrets(NewConnectionBody.AppBody app, List<NewConnection.Plain> secrets) {
        if (app.privateKey() == null) {
            throw new IllegalArgumentException("app.privateKey is missing: the key in PEM, as GitHub issues it");
        }
        secrets.add(plain(Purpose.APP_KEY, app.privateKey()));
        if (app.clientSecret() != null) {
            secrets.add(plain(Purpose.OAUTH_CLIENT, app.clientSecret()));
        }
    }

    private static ForgeConnectionChanged.App app(NewConnectionBody.AppBody app) {
        if (app.id() == null || !NUMBER.matcher(app.id()).matches()) {
            throw new IllegalArgumentException("app.id must be the number of the App, and is '%s'".formatted(app.id()));
        }
        return new ForgeConnectionChanged.App(
                app.id(), Optional.ofNullable(app.slug()), Optional.ofNullable(app.clientId()));
    }

    private static ForgeKind forge(NewConnectionBody body) {
        String given = body.forge() == null ? "" : body.forge();
        return ForgeKind.of(given)
                .orElseThrow(() -> new IllegalArgumentException(
                        "forge must be one of %s, and is '%s'".formatted(ForgeKind.names(), given)));
    }

    private static String instance(NewConnectionBody body, ForgeKind forge) {
        return ReadForgeHost.instance(Optional.ofNullable(body.instance())
                .or(forge::publicHost)
                .orElseThrow(() -> new IllegalArgumentException(
                        "instance is missing: the host of the %s server".formatted(forge.wireName()))));
    }

    private static String name(NewConnectionBody body, String instance) {
        String name = body.name() == null ? instance : body.name();
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("name must be 1 to %d printable characters".formatted(LONGEST_NAME));
        }
        return name;
    }
}
