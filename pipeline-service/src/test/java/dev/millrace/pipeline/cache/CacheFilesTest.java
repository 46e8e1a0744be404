package dev.millrace.pipeline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.file.FoundFile;
import dev.millrace.pipeline.file.Unpack.Place;
import dev.millrace.pipeline.workflow.CacheDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFilesTest {

    private static final CacheDefinition CACHE =
            new CacheDefinition("deps", List.of("**/pom.xml"), List.of("lib", "lib/inner", "~/.m2"), List.of());

    @TempDir
    Path folder;

    private Path checkout;
    private Path home;

    @BeforeEach
    void set() throws IOException {
        checkout = Files.createDirectory(folder.resolve("checkout"));
        home = Files.createDirectory(folder.resolve("home"));
    }

    @Test
    void theHashDependsOnTheListedFilesAndThePathsOnly() throws Exception {
        write("pom.xml", "a");
        String first = hash(CACHE);

        write("other", "x");
        assertThat(hash(CACHE)).isEqualTo(first).matches("[0-9a-f]{64}");

        write("module/pom.xml", "b");
        String second = hash(CACHE);
        assertThat(second).isNotEqualTo(first);

        write("pom.xml", "c");
        assertThat(hash(CACHE)).isNotEqualTo(second);
        assertThat(hash(new CacheDefinition("deps", CACHE.files(), List.of("lib"), List.of())))
                .isNotEqualTo(hash(CACHE));
    }

    @Test
    void namesAreToldApartFromContentInTheHash() throws Exception {
        write("a/pom.xml", "bc");
        String first = hash(CACHE);
        Files.delete(checkout.resolve("a/pom.xml"));
        Files.createDirectories(checkout.resolve("a"));
        write("ab/pom.xml", "c");

        assertThat(hash(CACHE)).isNotEqualTo(first);
    }

    @Test
    void filesOfPathsThatContainEachOtherAreKeptOnce() throws Exception {
        write("lib/a", "a");
        write("lib/inner/b", "b");
        Files.createDirectories(home.resolve(".m2"));
        Files.writeString(home.resolve(".m2/c"), "c");
        Files.createDirectories(home.resolve(".millrace"));
        Files.writeString(home.resolve(".millrace/identity-TOKEN"), "t");

        assertThat(new CachePlaces(checkout, home).files(CACHE, 100))
                .extracting(FoundFile::name)
                .containsExactlyInAnyOrder("checkout/lib/a", "checkout/lib/inner/b", "home/.m2/c");
        var everything = new CacheDefinition("all", List.of(), List.of("~/."), List.of());
        assertThat(new CachePlaces(checkout, home).files(everything, 100))
                .extracting(FoundFile::name)
                .containsExactly("home/.m2/c");
    }

    @Test
    void aLinkInPlaceOfTheFolderOfThePlatformIsNeitherKeptNorRestored() throws Exception {
        Files.createSymbolicLink(home.resolve(".millrace"), folder);
        var everything = new CacheDefinition("all", List.of(), List.of("~/.", "."), List.of());
        var places = new CachePlaces(checkout, home);

        assertThat(places.files(everything, 100)).isEmpty();
        assertThat(places.placeOf(everything, "home/.millrace")).isEmpty();
        assertThat(places.placeOf(everything, "checkout/.git")).isEmpty();
        assertThat(places.placeOf(everything, "home/.millrace2")).isPresent();
    }

    @Test
    void aFileBelongsOnlyBelowThePathsOfTheDefinition() {
        var places = new CachePlaces(checkout, home);

        assertThat(places.placeOf(CACHE, "checkout/lib/a")).contains(new Place(checkout, "lib/a"));
        assertThat(places.placeOf(CACHE, "home/.m2/c")).contains(new Place(home, ".m2/c"));
        assertThat(places.placeOf(CACHE, "checkout/library")).isEmpty();
        assertThat(places.placeOf(CACHE, "checkout/src/Main.java")).isEmpty();
        assertThat(places.placeOf(CACHE, "home/lib/a")).isEmpty();
        assertThat(places.placeOf(CACHE, "elsewhere/lib/a")).isEmpty();
    }

    private String hash(CacheDefinition cache) throws Exception {
        return CacheHash.of(TestBuilds.job("j"), cache, checkout);
    }

    private void write(String path, String content) throws IOException {
        Path file = checkout.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
