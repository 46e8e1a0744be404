package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.SymbolicRef;
import org.junit.jupiter.api.Test;

class RefSnapshotTest {

    private static final ObjectId ONE = ObjectId.fromString("1".repeat(40));
    private static final ObjectId TWO = ObjectId.fromString("2".repeat(40));

    @Test
    void findsByExactNameAndPrefix() {
        RefSnapshot refs = snapshot(
                ref("refs/heads/b", ONE), ref("refs/heads/a", TWO), ref("refs/heads-x", ONE), ref("refs/tags/a", ONE));

        assertThat(refs.find("refs/heads/a").getObjectId()).isEqualTo(TWO);
        assertThat(refs.find("refs/heads")).isNull();
        assertThat(names(refs.withPrefix("refs/heads/"))).containsExactly("refs/heads/a", "refs/heads/b");
        assertThat(names(refs.withPrefix("refs/heads")))
                .containsExactly("refs/heads-x", "refs/heads/a", "refs/heads/b");
        assertThat(refs.withPrefix("refs/z")).isEmpty();
        assertThat(refs.withPrefix("")).hasSize(4);
    }

    @Test
    void agreesWithAPlainSearchOnRandomNames() {
        var random = new Random(42);
        var all = new ArrayList<Ref>();
        Stream.generate(() -> "refs/" + name(random)).distinct().limit(500).forEach(name -> all.add(ref(name, ONE)));
        RefSnapshot refs = RefSnapshot.of(1, all);

        for (int i = 0; i < 500; i++) {
            String prefix = "refs/" + name(random).substring(0, random.nextInt(3));
            assertThat(names(refs.withPrefix(prefix)))
                    .containsExactlyElementsOf(all.stream()
                            .map(Ref::getName)
                            .filter(name -> name.startsWith(prefix))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void resolvesHeadAndHidesItWhileItsBranchIsUnborn() {
        RefSnapshot unborn = snapshot(symbolic("HEAD", "refs/heads/main"));
        RefSnapshot born = unborn.with(2, Map.of("refs/heads/main", Optional.of(ref("refs/heads/main", ONE))));
        RefSnapshot gone = born.with(3, Map.of("refs/heads/main", Optional.empty()));

        assertThat(unborn.withPrefix("")).isEmpty();
        assertThat(unborn.find("HEAD").getTarget().getName()).isEqualTo("refs/heads/main");
        assertThat(unborn.find("HEAD").getObjectId()).isNull();
        assertThat(born.find("HEAD").getObjectId()).isEqualTo(ONE);
        assertThat(names(born.withPrefix(""))).containsExactly("HEAD", "refs/heads/main");
        assertThat(gone.find("HEAD").getObjectId()).isNull();
        assertThat(gone.version()).isEqualTo(3);
    }

    @Test
    void survivesARingOfSymbolicRefs() {
        RefSnapshot refs = snapshot(symbolic("refs/a", "refs/b"), symbolic("refs/b", "refs/a"));

        assertThat(refs.find("refs/a").getObjectId()).isNull();
        assertThat(refs.withPrefix("")).isEmpty();
    }

    @Test
    void knowsWhichNamesCannotStandTogether() {
        RefSnapshot refs = snapshot(ref("refs/heads/a/b", ONE), ref("refs/heads/c", ONE));

        assertThat(refs.conflictsWith("refs/heads/a")).containsExactly("refs/heads/a/b");
        assertThat(refs.conflictsWith("refs/heads/c/d")).containsExactly("refs/heads/c");
        assertThat(refs.conflictsWith("refs/heads/c/d/e")).containsExactly("refs/heads/c");
        assertThat(refs.conflictsWith("refs/heads/a/b")).isEmpty();
        assertThat(refs.conflictsWith("refs/heads/a/c")).isEmpty();
        assertThat(refs.conflictsWith("refs/heads/ab")).isEmpty();
    }

    @Test
    void findsTipsDirectlyAndThroughTags() {
        var tag = new ObjectIdRef.PeeledTag(Ref.Storage.PACKED, "refs/tags/v1", TWO, ONE);
        RefSnapshot refs = snapshot(ref("refs/heads/a", ONE), tag);

        assertThat(refs.withTip(ONE))
                .extracting(Ref::getName)
                .containsExactlyInAnyOrder("refs/heads/a", "refs/tags/v1");
        assertThat(refs.withTip(TWO)).extracting(Ref::getName).containsExactly("refs/tags/v1");
        assertThat(refs.withTip(ObjectId.zeroId())).isEmpty();
    }

    private static RefSnapshot snapshot(Ref... refs) {
        return RefSnapshot.of(1, List.of(refs));
    }

    private static Ref ref(String name, ObjectId id) {
        return new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, name, id);
    }

    private static Ref symbolic(String name, String target) {
        return new SymbolicRef(name, RefSnapshot.unborn(target));
    }

    private static List<String> names(List<Ref> refs) {
        return refs.stream().map(Ref::getName).toList();
    }

    private static String name(Random random) {
        var name = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            name.append("ab/-é".charAt(random.nextInt(5)));
        }
        return name.toString();
    }
}
