package dev.millrace.pipeline.report;

import dev.millrace.pipeline.build.JobReport.TestCount;
import dev.millrace.pipeline.report.Annotation.Level;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads a JUnit XML report: how many tests there were, and where those failed that did. */
final class ReadJunit {

    private static final int LONGEST_TEXT = 16_384;
    private static final Set<String> ROOTS = Set.of("testsuite", "testsuites");
    /** A frame of a JVM's stack trace: {@code at com.acme.FooTest.method(FooTest.java:12)}. */
    private static final Pattern FRAME =
            Pattern.compile("at (?:[\\w.]++/)?([\\w.$]++)\\(([\\w$]++\\.(?:java|kt|scala|groovy)):(\\d{1,7})\\)");
    /** {@code tests/test_foo.py:12: AssertionError}, and what other languages write like that. */
    private static final Pattern PLACE = Pattern.compile("([\\w./@+-]{1,300}+):(\\d{1,7})\\b");

    private static final XMLInputFactory XML = factory();

    private final CheckoutFiles files;
    private final Annotations annotations;
    private int passed;
    private int failed;
    private int skipped;

    private ReadJunit(CheckoutFiles files, Annotations annotations) {
        this.files = files;
        this.annotations = annotations;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }

    /**
     * Adds the failures of a report to the annotations.
     *
     * @return the number of its tests; empty if it is no such report, or no whole one
     */
    static Optional<TestCount> read(InputStream xml, CheckoutFiles files, Annotations annotations) {
        var reading = new ReadJunit(files, annotations);
        try {
            XMLStreamReader reader;
            synchronized (XML) {
                // the JDK's factory is not documented to be thread-safe
                reader = XML.createXMLStreamReader(xml);
            }
            return reading.all(reader)
                    ? Optional.of(new TestCount(reading.passed, reading.failed, reading.skipped))
                    : Optional.empty();
        } catch (XMLStreamException | RuntimeException e) {
            // some parsers report broken input with exceptions of their own
            return Optional.empty();
        }
    }

    private boolean all(XMLStreamReader reader) throws XMLStreamException {
        boolean isReport = false;
        Optional<String> suiteFile = Optional.empty();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD) {
                return false;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                if (!isReport && !ROOTS.contains(name)) {
                    return false;
                }
                isReport = true;
                switch (name) {
                    case "testsuite" -> suiteFile = attribute(reader, "file");
                    case "testcase" -> testCase(reader, suiteFile);
                    default -> {
                        // properties, and output of whole suites
                    }
                }
            }
        }
        return isReport;
    }

    private void testCase(XMLStreamReader reader, Optional<String> suiteFile) throws XMLStreamException {
        String className = attribute(reader, "classname").orElse("");
        String name = attribute(reader, "name").orElse("");
        Optional<String> file = attribute(reader, "file").or(() -> suiteFile);
        int line = attribute(reader, "line").map(ReadJunit::number).orElse(0);
        boolean skip = false;
        List<String> failures = new ArrayList<>();
        int depth = 1;
        while (depth > 0) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                String element = reader.getLocalName();
                if (depth == 2 && (element.equals("failure") || element.equals("error"))) {
                    failures.add(failure(reader));
                    depth--;
                } else if (depth == 2 && element.equals("skipped")) {
                    skip = true;
                }
            }
        }
        if (failures.isEmpty()) {
            passed += skip ? 0 : 1;
            skipped += skip ? 1 : 0;
            return;
        }
        failed++;
        String text = failures.getFirst();
        String title = className.isEmpty() ? name : className + "." + name;
        place(className, file, line, text)
                .ifPresent(place -> annotations.add(new Annotation(
                        place.path(),
                        place.line(),
                        Level.FAILURE,
                        text.isBlank() ? title + " failed" : text,
                        Optional.of(title))));
    }

    /** The text of an element whose start was read, up to its end; the message first, unless the text begins with it. */
    private static String failure(XMLStreamReader reader) throws XMLStreamException {
        String message = attribute(reader, "message").orElse("");
        var text = new StringBuilder();
        int depth = 1;
        while (depth > 0) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    int room = LONGEST_TEXT - text.length();
                    String part = reader.getText();
                    text.append(part, 0, Math.min(part.length(), Math.max(0, room)));
                }
                default -> {
                    // comments and the like
                }
            }
        }
        String trace = text.toString().strip();
        return message.isBlank() || trace.contains(message.strip()) ? trace : message.strip() + "\n\n" + trace;
    }

    private record Place(String path, int line) {}

    /** Where a test failed: by the report itself, else by the first line of its trace that is in the test or the checkout. */
    private Optional<Place> place(String className, Optional<String> file, int line, String text) {
        Optional<Place> stated = file.flatMap(files::find)
                .filter(path -> line > 0 && line <= Annotation.LAST_LINE)
                .map(path -> new Place(path, line));
        return stated.or(() -> frame(className, text))
                .or(() -> written(text))
                .or(() -> file.flatMap(files::find).map(path -> new Place(path, 1)));
    }

    private Optional<Place> frame(String className, String text) {
        Matcher frame = FRAME.matcher(text);
        while (frame.find()) {
            String method = frame.group(1);
            int number = number(frame.group(3));
            if (method.startsWith(className) && !className.isEmpty() && number > 0) {
                String type = method.substring(0, Math.max(0, method.lastIndexOf('.')));
                String folder = type.contains(".") ? type.substring(0, type.lastIndexOf('.') + 1) : "";
                return files.findByEnd(folder.replace('.', '/') + frame.group(2))
                        .map(path -> new Place(path, number));
            }
        }
        return Optional.empty();
    }

    private Optional<Place> written(String text) {
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            int number = number(place.group(2));
            Optional<String> path = number > 0 ? files.find(place.group(1)) : Optional.empty();
            if (path.isPresent()) {
                return Optional.of(new Place(path.get(), number));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> attribute(XMLStreamReader reader, String name) {
        @Nullable String value = reader.getAttributeValue(null, name);
        return Optional.ofNullable(value).map(text -> text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
    }

    /** A line number; 0 for anything else. */
    private static int number(String text) {
        return text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    }
}
