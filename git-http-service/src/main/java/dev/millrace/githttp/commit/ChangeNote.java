package dev.millrace.githttp.commit;

import dev.millrace.githttp.move.Change;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.RefMove;
import dev.millrace.githttp.move.Refusal;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.move.Staging;
import dev.millrace.githttp.signing.CommitSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.notes.Note;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;

/** Writes or deletes the note of one object. A repeated request to add the same note finds it, and changes nothing. */
final class ChangeNote implements Change<ChangeNote.Changed> {

    static final int LARGEST = 1 << 20;

    private final Request request;
    private final ObjectInserter inserter;
    private final CommitSigner signer;

    /** What happens to the note. */
    enum Action {
        ADD,
        APPEND,
        DELETE
    }

    /**
     * A change.
     *
     * @param ref full name
     * @param text empty when a note is deleted
     * @param expected where the ref must be
     */
    record Request(
            ObjectId object, Action action, String text, String ref, Optional<ObjectId> expected, PersonIdent author) {}

    /** The ref before and after. */
    record Changed(Optional<ObjectId> before, ObjectId after) {}

    ChangeNote(Request request, ObjectInserter inserter, CommitSigner signer) {
        this.request = request;
        this.inserter = inserter;
        this.signer = signer;
    }

    @Override
    public Planned<Changed> on(Staging staging) throws IOException, ChangeRefused {
        Optional<ObjectId> tip = staging.tip(request.ref());
        try (RevWalk walk = new RevWalk(staging.repository())) {
            NoteMap notes = tip.isPresent()
                    ? NoteMap.read(walk.getObjectReader(), walk.parseCommit(tip.get()))
                    : NoteMap.newEmptyMap();
            Optional<String> before = read(walk, notes);
            if (request.action() == Action.ADD && before.equals(Optional.of(request.text())) && tip.isPresent()) {
                return new Planned<>(List.of(), new Changed(tip, tip.get()));
            }
            requireExpected(tip);
            if (request.action() != Action.DELETE && !walk.getObjectReader().has(request.object())) {
                throw new ChangeRefused(
                        Why.MISSING,
                        "there is no object '%s'".formatted(request.object().name()));
            }
            change(notes, before);
            ObjectId commit = commit(notes, tip);
            return new Planned<>(
                    List.of(new RefMove(request.ref(), tip.orElse(ObjectId.zeroId()), commit)),
                    new Changed(tip, commit));
        }
    }

    private void requireExpected(Optional<ObjectId> tip) throws ChangeRefused {
        if (request.expected().isPresent() && !request.expected().equals(tip)) {
            throw new ChangeRefused(new Refusal(
                    Why.STALE,
                    "%s is at %s, not at %s"
                            .formatted(
                                    request.ref(),
                                    tip.map(ObjectId::name).orElse("nothing"),
                                    request.expected().get().name()),
                    tip,
                    List.of(),
                    Optional.empty()));
        }
    }

    private void change(NoteMap notes, Optional<String> before) throws IOException, ChangeRefused {
        String object = request.object().name();
        switch (request.action()) {
            case ADD -> {
                if (before.isPresent()) {
                    throw new ChangeRefused(Why.EXISTS, "%s has a note in %s".formatted(object, request.ref()));
                }
                notes.set(request.object(), request.text(), inserter);
            }
            case APPEND -> {
                String text = before.map(note -> note.stripTrailing() + "\n\n" + request.text())
                        .orElse(request.text());
                if (text.length() > LARGEST) {
                    throw new ChangeRefused(
                            Why.TOO_LARGE, "the note is longer than the limit of %d characters".formatted(LARGEST));
                }
                notes.set(request.object(), text, inserter);
            }
            case DELETE -> {
                if (before.isEmpty()) {
                    throw new ChangeRefused(Why.MISSING, "%s has no note in %s".formatted(object, request.ref()));
                }
                notes.remove(request.object());
            }
        }
    }

    private ObjectId commit(NoteMap notes, Optional<ObjectId> parent) throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(notes.writeTree(inserter));
        parent.ifPresent(commit::setParentId);
        commit.setAuthor(request.author());
        commit.setCommitter(request.author());
        commit.setMessage(
                switch (request.action()) {
                    case ADD -> "Notes added by the API\n";
                    case APPEND -> "Notes appended by the API\n";
                    case DELETE -> "Notes removed by the API\n";
                });
        ObjectId id = signer.insert(inserter, commit);
        inserter.flush();
        return id;
    }

    private Optional<String> read(RevWalk walk, NoteMap notes) throws IOException, ChangeRefused {
        Note note = notes.getNote(request.object());
        return note == null ? Optional.empty() : Optional.of(text(walk, note.getData()));
    }

    /** The text of a note, which must not be larger than 1 MiB. */
    static String text(RevWalk walk, ObjectId blob) throws IOException, ChangeRefused {
        ObjectLoader loader = walk.getObjectReader().open(blob, Constants.OBJ_BLOB);
        if (loader.getSize() > LARGEST) {
            throw new ChangeRefused(
                    Why.TOO_LARGE, "the note has %d bytes, and the limit is %d".formatted(loader.getSize(), LARGEST));
        }
        return new String(loader.getBytes(LARGEST), StandardCharsets.UTF_8);
    }
}
