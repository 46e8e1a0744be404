package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.AccessChanged.Kind;
import dev.millrace.events.forge.AuthorizationRevoked;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonText;
import java.util.List;
import java.util.Optional;

/**
 * {@code member}, {@code membership}, {@code team}, {@code organization} and {@code github_app_authorization}. Every action is
 * read, one that GitHub adds later, too: to remember a permission that was withdrawn is worse than to request one again.
 */
final class AccessReader {

    private static final int LONGEST_ACTION = 100;

    private AccessReader() {}

    static Optional<List<Event>> collaborator(Delivered delivered, Payload payload) {
        Payload owner = payload.at("repository").at("owner");
        return changed(delivered, payload, owner, payload.at("member"), Kind.COLLABORATOR);
    }

    static Optional<List<Event>> teamMember(Delivered delivered, Payload payload) {
        return changed(delivered, payload, payload.at("organization"), payload.at("member"), Kind.TEAM_MEMBER);
    }

    static Optional<List<Event>> team(Delivered delivered, Payload payload) {
        return changed(delivered, payload, payload.at("organization"), payload.at("member"), Kind.TEAM);
    }

    static Optional<List<Event>> organization(Delivered delivered, Payload payload) {
        Payload member = payload.at("membership").at("user");
        return changed(
                delivered,
                payload,
                payload.at("organization"),
                member.isPresent() ? member : payload.at("user"),
                Kind.ORGANIZATION);
    }

    static Optional<List<Event>> revoked(Delivered delivered, Payload payload) {
        if (!payload.action().equals("revoked")) {
            return Optional.empty();
        }
        Payload sender = payload.at("sender");
        return Optional.of(List.of(new AuthorizationRevoked(
                delivered.eventId(0),
                delivered.instance(),
                sender.actor().orElseThrow(() -> sender.missing("id")),
                delivered.receivedAt())));
    }

    private static Optional<List<Event>> changed(
            Delivered delivered, Payload payload, Payload account, Payload member, Kind kind) {
        return Optional.of(List.of(new AccessChanged(
                delivered.eventId(0),
                delivered.instance(),
                payload.at("installation").id("id"),
                account.needId("id"),
                account.needText("login"),
                kind,
                JsonText.shortened(payload.needText("action"), LONGEST_ACTION),
                member.actor(),
                payload.at("team").id("id"),
                payload.at("repository").id("id"),
                payload.at("sender").actor(),
                delivered.receivedAt())));
    }
}
