package dev.millrace.githttp.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.forward.ObjectAnswer;
import dev.millrace.githttp.lfs.LfsOutcome.Json;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import dev.millrace.kit.identity.Scope;
import dev.millrace.upstream.LfsAction;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerBatchTest {

    private static final String THERE = "a".repeat(64);
    private static final String ABSENT = "b".repeat(64);
    private static final ObjectAnswer ACCEPTED = new ObjectAnswer.Accepted(
            new LfsAction(URI.create("https://storage.example/x"), Map.of()), Optional.empty());
    private static final LfsCall WRITER = Calls.by("ann", Scope.GIT_WRITE);
    private static final LfsCall READER = Calls.by("ann", Scope.GIT_READ);

    private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final Map<String, ObjectAnswer> upstream = new HashMap<>();
    private final Known known = new Known(Map.of(THERE, 10L));
    private final AnswerBatch answerBatch = answering(OptionalLong.empty());

    @Test
    void sendsToTheBytesOfWhatItHas() throws Exception {
        JsonNode answer = reported("download", "[{'oid':'%s','size':10}]".formatted(THERE), READER);

        assertThat(answer).isEqualTo(parse("""
                {'transfer':'basic','hash_algo':'sha256','objects':[{'oid':'%1$s','size':10,
                 'actions':{'download':{'href':'https://git.example/a/b.git/info/lfs/objects/%1$s','expires_in':600}}}]}
                """.formatted(THERE)));
    }

    @Test
    void sendsAnUploadWhereItIsCheckedAndVerified() throws Exception {
        JsonNode answer = reported("upload", "[{'oid':'%s','size':20}]".formatted(ABSENT), WRITER);

        assertThat(answer.at("/objects/0/actions")).isEqualTo(parse("""
                {'upload':{'href':'https://git.example/a/b.git/info/lfs/objects/%s/20','expires_in':600},
                 'verify':{'href':'https://git.example/a/b.git/info/lfs/verify','expires_in':600}}
                """.formatted(ABSENT)));
    }

    @Test
    void wantsNothingThatItHas() throws Exception {
        JsonNode answer = reported("upload", "[{'oid':'%s','size':10}]".formatted(THERE), WRITER);

        assertThat(answer.at("/objects/0")).isEqualTo(parse("{'oid':'%s','size':10}".formatted(THERE)));
    }

    @Test
    void reportsForEachObjectWhatIsWrongWithIt() throws Exception {
        String objects = "[{'oid':'%s','size':1},{'oid':'%s','size':11},{'oid':'../x','size':1},{'oid':'%s'},null,"
                        .formatted(ABSENT, THERE, THERE)
                + "{'oid':'%s','size':-1},{'oid':'%s','size':10}]".formatted(THERE, THERE);

        JsonNode answer = reported("download", objects, READER);

        assertThat(answer.at("/objects").findValuesAsText("code"))
                .containsExactly("404", "422", "422", "422", "422", "422");
        assertThat(answer.at("/objects/6/actions").has("download")).isTrue();
    }

    @Test
    void takesNoObjectThatIsTooLarge() throws Exception {
        JsonNode answer = reported("upload", "[{'oid':'%s','size':1001}]".formatted(ABSENT), WRITER);

        assertThat(answer.at("/objects/0/error/code").asInt()).isEqualTo(422);
        assertThat(answer.at("/objects/0/error/message").asText()).contains("1000 bytes");
    }

    @Test
    void namesObjectsByTheirSha256Only() throws Exception {
        BatchBody batch = json.readValue(
                "{\"operation\":\"download\",\"hash_algo\":\"sha512\",\"objects\":[{\"oid\":\"%s\",\"size\":1}]}"
                        .formatted("c".repeat(128)),
                BatchBody.class);

        Json answer = (Json) answerBatch.handle(batch, READER);

        assertThat(json.valueToTree(answer.body()).at("/objects/0/error/code").asInt())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {}                                                       | NoObjects
                    {'operation':'download'}                                 | NoObjects
                    {'operation':'download','objects':[]}                    | NoObjects
                    {'operation':'erase','objects':[{'oid':'x','size':1}]}   | UnknownOperation
                    {'objects':[{'oid':'x','size':1}]}                       | UnknownOperation
                    {'operation':'download','transfers':['tus'],'objects':[{'oid':'x','size':1}]} | UnsupportedTransfer
                    """)
    void refusesABatchThatMakesNoSense(String text, String reason) throws Exception {
        BatchBody batch = json.treeToValue(parse(text), BatchBody.class);

        assertThat(answerBatch.handle(batch, WRITER))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).hasToString(reason + "[]"));
    }

    @Test
    void refusesTooManyObjectsAtOnce() throws Exception {
        String one = "{'oid':'%s','size':1}".formatted(ABSENT);

        assertThat(handle("download", "[" + one + ("," + one).repeat(7) + "]", READER))
                .isEqualTo(new Refused(new BatchRefusal.TooManyObjects(8, 7)));
    }

    @Test
    void letsNoReaderUpload() throws Exception {
        assertThat(handle("upload", "[{'oid':'%s','size':1}]".formatted(ABSENT), READER))
                .isEqualTo(new Refused(new BatchRefusal.UploadNotPermitted()));
    }

    @Test
    void asksTheUpstreamOfAMirrorAboutEachUpload() throws Exception { // #9.21
        String refused = "c".repeat(64);
        upstream.put(ABSENT, ACCEPTED);
        upstream.put(THERE, new ObjectAnswer.Present());
        upstream.put(refused, new ObjectAnswer.Rejected(OptionalInt.of(402), "no large files in your plan"));
        String objects = "[{'oid':'%s','size':1},{'oid':'%s','size':10},{'oid':'%s','size':3},{'oid':'%s','size':1001}]"
                .formatted(ABSENT, THERE, refused, "d".repeat(64));

        JsonNode upload = reported("upload", objects, Calls.ofMirror(Scope.GIT_WRITE));

        assertThat(upload.at("/objects/0/actions/upload/href").asText()).contains(ABSENT);
        assertThat(upload.at("/objects/1")).isEqualTo(parse("{'oid':'%s','size':10}".formatted(THERE)));
        assertThat(upload.at("/objects/2/error"))
                .isEqualTo(parse("{'code':402,'message':'no large files in your plan'}"));
        assertThat(upload.at("/objects/3/error/code").asInt()).isEqualTo(422);
    }

    @Test
    void uploadsWhatTheUpstreamLacksEvenIfItIsHere() throws Exception { // #9.21
        upstream.put(THERE, ACCEPTED);

        JsonNode upload =
                reported("upload", "[{'oid':'%s','size':10}]".formatted(THERE), Calls.ofMirror(Scope.GIT_WRITE));

        assertThat(upload.at("/objects/0/actions").has("upload")).isTrue();
    }

    @Test
    void reportsThatAnObjectOfAMirrorIsNotHereYet() throws Exception {
        JsonNode download =
                reported("download", "[{'oid':'%s','size':1}]".formatted(ABSENT), Calls.ofMirror(Scope.GIT_READ));

        assertThat(download.at("/objects/0/error/code").asInt()).isEqualTo(404);
        assertThat(download.at("/objects/0/error/message").asText()).contains("github.com/a/b");
    }

    @Test
    void refusesWhatDoesNotFitIntoTheRepository() throws Exception {
        AnswerBatch limited = answering(OptionalLong.of(30));
        String fits = "[{'oid':'%s','size':20},{'oid':'%s','size':10}]".formatted(ABSENT, THERE);
        String doesNot = "[{'oid':'%s','size':20},{'oid':'%s','size':1}]".formatted(ABSENT, "c".repeat(64));
        String absurd = "[{'oid':'%s','size':%d},{'oid':'%s','size':%d}]"
                .formatted(ABSENT, Long.MAX_VALUE, "c".repeat(64), Long.MAX_VALUE);

        assertThat(limited.handle(batch("upload", fits), WRITER)).isInstanceOf(Json.class);
        assertThat(limited.handle(batch("upload", doesNot), WRITER))
                .isEqualTo(new Refused(new TransferRefusal.RepositoryFull(30)));
        assertThat(limited.handle(batch("upload", absurd), WRITER)).isInstanceOf(Refused.class);
        assertThat(limited.handle(batch("download", doesNot), WRITER)).isInstanceOf(Json.class);
    }

    private AnswerBatch answering(OptionalLong repository) {
        return new AnswerBatch(
                known, this::ask, new LfsLimits(1000, 7, repository), Clock.fixed(Calls.NOON, ZoneOffset.UTC));
    }

    private Map<LfsOid, ObjectAnswer> ask(StoredRepository mirror, List<LfsObject> wanted) {
        Map<LfsOid, ObjectAnswer> answers = new HashMap<>();
        for (LfsObject object : wanted) {
            answers.put(object.oid(), upstream.get(object.oid().value()));
        }
        return answers;
    }

    private JsonNode reported(String operation, String objects, LfsCall call) throws JsonProcessingException {
        Json reported = (Json) answerBatch.handle(batch(operation, objects), call);
        return json.readTree(json.writeValueAsString(reported.body()));
    }

    private LfsOutcome handle(String operation, String objects, LfsCall call) throws JsonProcessingException {
        return answerBatch.handle(batch(operation, objects), call);
    }

    private BatchBody batch(String operation, String objects) throws JsonProcessingException {
        return json.treeToValue(
                parse(
                        "{'operation':'%s','transfers':['lfs-standalone-file','basic'],'ref':{'name':'refs/heads/main'},'objects':%s}"
                                .formatted(operation, objects)),
                BatchBody.class);
    }

    private JsonNode parse(String text) throws JsonProcessingException {
        return json.readTree(text.replace('\'', '"'));
    }

    private record Known(Map<String, Long> sizes) implements AnswerBatch.KnownObjects {

        @Override
        public Map<LfsOid, Long> find(UUID repositoryId, Collection<LfsOid> oids) {
            assertThat(repositoryId).isEqualTo(Calls.REPOSITORY);
            Map<LfsOid, Long> found = new HashMap<>();
            oids.stream()
                    .filter(oid -> sizes.containsKey(oid.value()))
                    .forEach(oid -> found.put(oid, sizes.get(oid.value())));
            return found;
        }

        @Override
        public long total(UUID repositoryId) {
            return sizes.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
