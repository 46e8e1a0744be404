package dev.millrace.git.dfs;

import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.ref.RefNamespace;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;

/**
 * The refs under which an archived mirror keeps what forced moves and deletions of branches and tags leave behind: {@code
 * refs/archive/<date>/heads/<branch>/<commit>}. The commit is part of the name, so that one branch may be forced several times a
 * day, and one name always has the same value.
 */
final class ArchivedTips {

    private ArchivedTips() {}

    /** @param leaving moves after which nothing may refer to where the ref was */
    static List<MovedRef> of(List<MovedRef> leaving, Instant at) {
        LocalDate date = LocalDate.ofInstant(at, ZoneOffset.UTC);
        return leaving.stream()
                .filter(move ->
                        move.name().startsWith(Constants.R_HEADS) || move.name().startsWith(Constants.R_TAGS))
                .map(move -> {
                    ObjectId id = Objects.requireNonNull(move.idBefore());
                    String name = "%s%s/%s/%s"
                            .formatted(
                                    RefNamespace.ARCHIVE,
                                    date,
                                    move.name().substring(Constants.R_REFS.length()),
                                    id.name());
                    return new MovedRef(name, new Value.Absent(), new Value.At(id), "left by " + move.name());
                })
                .toList();
    }

    /** The moves together with those that archive, except those that were archived before. */
    static List<MovedRef> with(List<MovedRef> moves, List<MovedRef> archived, Map<String, Ref> existing) {
        return Stream.concat(moves.stream(), archived.stream().filter(move -> !existing.containsKey(move.name())))
                .sorted(Comparator.comparing(MovedRef::name))
                .toList();
    }

    /** What to store for them; an annotated tag is peeled as it was. */
    static List<Ref> refs(List<MovedRef> archived, Map<String, Ref> current) {
        List<Ref> refs = new ArrayList<>();
        for (MovedRef move : archived) {
            ObjectId id = Objects.requireNonNull(move.idAfter());
            ObjectId peeled = current.values().stream()
                    .filter(ref -> id.equals(ref.getObjectId()) && ref.getPeeledObjectId() != null)
                    .map(Ref::getPeeledObjectId)
                    .findFirst()
                    .orElse(null);
            refs.add(
                    peeled == null
                            ? new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, move.name(), id)
                            : new ObjectIdRef.PeeledTag(Ref.Storage.PACKED, move.name(), id, peeled));
        }
        return refs;
    }
}
