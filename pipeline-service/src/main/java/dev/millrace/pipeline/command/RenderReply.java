package dev.millrace.pipeline.command;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.comment.ChangePlace;
import dev.millrace.pipeline.comment.Feedback;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Renders the newest commands of a change, with the states of the builds that they started, as our comment on it. */
@Singleton
final class RenderReply {

    private static final int MOST_COMMANDS = 8;
    private static final int LONGEST_COMMAND = 200;
    private static final int MOST_BUILDS_SHOWN = 50;
    private static final int MOST_AT_ONCE = 100;

    private final CommandStore store;
    private final Builds builds;
    private final Feedback feedback;
    private final URI platform;

    RenderReply(
            CommandStore store,
            Builds builds,
            Feedback feedback,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI platform) {
        this.store = store;
        this.builds = builds;
        this.feedback = feedback;
        this.platform = platform;
    }

    /** Stores the comment as it should be now. */
    void render(Transaction tx, ChangePlace place) {
        String body = store.settled(tx, place, MOST_COMMANDS).stream()
                .map(row -> section(row, shown(tx, row)))
                .collect(Collectors.joining("\n\n---\n\n"));
        if (!body.isEmpty()) {
            feedback.reply(tx, place, body);
        }
    }

    /** Renders the comments that do not show yet how builds ended. */
    void renderEnded(Transaction tx) {
        List<UUID> ended = store.unshown(tx, MOST_AT_ONCE);
        if (!ended.isEmpty()) {
            store.noteShown(tx, ended).forEach(place -> render(tx, place));
        }
    }

    private List<BuildRow> shown(Transaction tx, CommandRow row) {
        return store.builds(tx, row.key()).stream()
                .limit(MOST_BUILDS_SHOWN)
                .map(id -> builds.find(tx, id))
                .flatMap(Optional::stream)
                .toList();
    }

    private String section(CommandRow row, List<BuildRow> started) {
        String head = "**%s** %s by %s%s: %s"
                .formatted(
                        mark(row.state()),
                        Text.code(Text.shortened(row.written(), LONGEST_COMMAND)),
                        Text.code(row.author()),
                        row.sha().map(sha -> " for " + Text.commit(sha)).orElse(""),
                        word(row.state()));
        String listed = started.stream().map(this::line).collect(Collectors.joining("\n"));
        return List.of(head, row.reply().orElse(""), listed).stream()
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private String line(BuildRow build) {
        String reason = build.reason()
                .map(text -> " (" + Text.code(Text.shortened(text, LONGEST_COMMAND)) + ")")
                .orElse("");
        return "- %s: %s%s"
                .formatted(
                        Text.code(build.pipeline().name()),
                        Text.build(platform, build.id(), build.state().wireName()),
                        reason);
    }

    private static String mark(CommandState state) {
        return switch (state) {
            case DONE -> "✅";
            case REFUSED -> "❌";
            case UNCLEAR -> "❔";
            case WAITING -> throw new IllegalArgumentException("a command that waits is not shown");
        };
    }

    private static String word(CommandState state) {
        return switch (state) {
            case DONE -> "done";
            case REFUSED -> "refused";
            case UNCLEAR -> "not understood";
            case WAITING -> throw new IllegalArgumentException("a command that waits is not shown");
        };
    }
}
