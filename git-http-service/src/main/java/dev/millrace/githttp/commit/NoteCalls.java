package dev.millrace.githttp.commit;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.OpenedRepository;
import dev.millrace.githttp.api.Revision;
import dev.millrace.githttp.commit.ChangeNote.Action;
import dev.millrace.githttp.commit.ChangeNote.Changed;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.LendingWaits;
import dev.millrace.githttp.move.Move;
import dev.millrace.githttp.move.MoveOutcome;
import dev.millrace.githttp.move.MoveRefs;
import dev.millrace.githttp.move.MoveStatus;
import dev.millrace.githttp.move.Refusal;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.signing.SignCommits;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.Note;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** The calls about notes. Notes never go to an upstream. */
@ApplicationScoped
class NoteCalls {

    private final ApiCalls calls;
    private final MoveRefs moveRefs;
    private final SignCommits signCommits;
    private final Clock clock;

    NoteCalls(ApiCalls calls, MoveRefs moveRefs, SignCommits signCommits, Clock clock) {
        this.calls = calls;
        this.moveRefs = moveRefs;
        this.signCommits = signCommits;
        this.clock = clock;
    }

    NoteBodies.Read read(Optional<String> repo, ApiQuery query) {
        String named = query.required("sha", "object_ref");
        String ref = ref(query.text("ref", "notes_ref").orElse(null));
        return calls.compute(repo, RefNamespace.DEFAULT, opened -> read(opened, named, ref));
    }

    private static NoteBodies.Read read(OpenedRepository opened, String named, String name) throws IOException {
        Ref ref = opened.git().exactRef(name);
        if (ref == null || ref.getObjectId() == null) {
            throw missing(named, name);
        }
        try (RevWalk walk = new RevWalk(opened.git())) {
            ObjectId object = ObjectId.isId(named) ? ObjectId.fromString(named) : Revision.loadAny(opened, named);
            Note note = NoteMap.read(walk.getObjectReader(), walk.parseCommit(ref.getObjectId()))
                    .getNote(object);
            if (note == null) {
                throw missing(named, name);
            }
            return new NoteBodies.Read(
                    object.name(),
                    ChangeNote.text(walk, note.getData()),
                    ref.getObjectId().name());
        } catch (ChangeRefused tooLarge) {
            throw MillraceException.badRequest(String.valueOf(tooLarge.getMessage()));
        }
    }

    private static MillraceException missing(String object, String ref) {
        return MillraceException.notFound("%s has no note in %s".formatted(object, ref))
                .withCode("note_missing");
    }

    /**
     * A note was to be changed.
     *
     * @param outcome what became of it
     */
    record Answer(MoveOutcome<Changed> outcome, String object, String ref) {}

    Answer write(Optional<String> repo, NoteBodies.Request body) {
        Action action = switch (body.action() == null ? "add" : body.action()) {
            case "add" -> Action.ADD;
            case "append" -> Action.APPEND;
            case String other ->
                throw MillraceException.badRequest("the action is 'add' or 'append', not '%s'".formatted(other));
        };
        if (body.note() == null || body.note().isBlank() || body.note().length() > ChangeNote.LARGEST) {
            throw MillraceException.badRequest("the field 'note' has 1 to %d characters".formatted(ChangeNote.LARGEST));
        }
        return change(repo, body, action, body.note());
    }

    Answer delete(Optional<String> repo, NoteBodies.Request body) {
        return change(repo, body, Action.DELETE, "");
    }

    private Answer change(Optional<String> repo, NoteBodies.Request body, Action action, String text) {
        ObjectId object = CommitSpec.expected(body.sha(), "sha")
                .orElseThrow(() -> MillraceException.badRequest("the field 'sha' is needed"));
        String ref = ref(body.ref());
        Granted granted = calls.granted(repo);
        var request = new ChangeNote.Request(
                object,
                action,
                text,
                ref,
                CommitSpec.expected(body.expectedRefSha(), "expected_ref_sha"),
                author(granted, body));
        MoveOutcome<Changed> outcome = calls.compute(granted, calls.work(granted), work -> {
            try (Move move = moveRefs.begin(granted, RefNamespace.DEFAULT, new LendingWaits(work));
                    ObjectInserter inserter = move.session().repository().newObjectInserter()) {
                return move.carryOutHere(new ChangeNote(
                        request, inserter, signCommits.of(granted.caller().team())));
            }
        });
        return new Answer(outcome, object.name(), ref);
    }

    private PersonIdent author(Granted granted, NoteBodies.Request body) {
        if (body.author() != null) {
            return PersonBody.ident(body.author(), "author", clock.instant());
        }
        String actor = MoveRefs.actor(granted.caller());
        return new PersonIdent(actor, granted.caller().team(), clock.instant(), ZoneOffset.UTC);
    }

    /** The refusal of a change as the API reports it. */
    static NoteBodies.Result result(Refusal refusal) {
        Why why = refusal.why();
        return new NoteBodies.Result(false, MoveStatus.reason(why).wireName(), refusal.message());
    }

    private static String ref(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return Constants.R_NOTES_COMMITS;
        }
        String full = given;
        if (!given.startsWith(Constants.R_REFS)) {
            full = Constants.R_REFS + (given.startsWith("notes/") ? given : "notes/" + given);
        }
        if (!full.startsWith(Constants.R_NOTES) || !Repository.isValidRefName(full)) {
            throw MillraceException.badRequest("'%s' is not a ref of notes".formatted(given));
        }
        return full;
    }
}
