package dev.millrace.pipeline.cache;

import dev.millrace.pipeline.file.FileLimitException;
import dev.millrace.pipeline.file.FileTree;
import dev.millrace.pipeline.file.FoundFile;
import dev.millrace.pipeline.file.Unpack.Place;
import dev.millrace.pipeline.workflow.CacheDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which files of a job a cache has, and where a file of its archive belongs: names in the archive begin with {@code checkout/} or {@code
 * home/}.
 *
 * @param checkout the folder of the job's files
 * @param home the home folder of the job
 */
record CachePlaces(Path checkout, Path home) {

    private static final String HOME = "~/";
    private static final String IN_CHECKOUT = "checkout/";
    private static final String IN_HOME = "home/";
    /** The platform's own folder in the home folder. */
    private static final String RESERVED = ".millrace";

    /** The files of a cache. */
    List<FoundFile> files(CacheDefinition cache, int most) throws IOException, FileLimitException {
        // paths may contain each other
        Map<String, FoundFile> all = new LinkedHashMap<>();
        for (String path : cache.paths()) {
            boolean inHome = path.startsWith(HOME);
            var tree = new FileTree(inHome ? home : checkout, most + 1);
            List<FoundFile> found =
                    inHome ? tree.below(path.substring(HOME.length()), IN_HOME) : tree.below(path, IN_CHECKOUT);
            found.stream().filter(file -> !isReserved(file.name())).forEach(file -> all.putIfAbsent(file.name(), file));
        }
        return List.copyOf(all.values());
    }

    /** Empty for a file that is below no path of the cache: an older definition may have had others. */
    Optional<Place> placeOf(CacheDefinition cache, String name) {
        boolean inHome = name.startsWith(IN_HOME);
        if ((!inHome && !name.startsWith(IN_CHECKOUT)) || isReserved(name)) {
            return Optional.empty();
        }
        String path = name.substring(name.indexOf('/') + 1);
        boolean listed = cache.paths().stream()
                .filter(written -> written.startsWith(HOME) == inHome)
                .map(written -> Path.of(inHome ? written.substring(HOME.length()) : written)
                        .normalize()
                        .toString())
                .anyMatch(folder -> folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/"));
        return listed ? Optional.of(new Place(inHome ? home : checkout, path)) : Optional.empty();
    }

    /** Also as a file or link in the place of the folder: the platform writes into it before the next job begins. */
    private static boolean isReserved(String name) {
        return (name + "/").startsWith(IN_HOME + RESERVED + "/") || (name + "/").startsWith(IN_CHECKOUT + ".git/");
    }
}
