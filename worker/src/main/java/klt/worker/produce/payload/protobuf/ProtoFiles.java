package klt.worker.produce.payload.protobuf;

import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.SchemaException;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import klt.worker.produce.registry.SchemaText;

/** Parses a .proto file and its imports, which are files in {@code google/protobuf} and schemas listed as references by the registry. */
final class ProtoFiles implements Loader {

    /** Name of the file itself in errors with a line and column. */
    private static final String MAIN = "schema";

    /** Maximum nesting depth of brackets of any kind; the parser recurses into messages, options, lists and maps. */
    private static final int NESTING_MAX = 100;

    private static final int PROBLEM_LENGTH_MAX = 300;

    private final Map<String, String> references;
    private final Set<String> missing = new TreeSet<>();

    private ProtoFiles(SchemaText text) {
        references = text.references().stream()
                .collect(Collectors.toMap(SchemaText.Reference::name, SchemaText.Reference::text));
    }

    /** @throws PayloadException if it is not a .proto file, or imports a file that does not exist */
    static Schema parse(SchemaText text) {
        ProtoFiles files = new ProtoFiles(text);
        try {
            ProtoFile main = parse(MAIN, text.text());
            return new Linker(files, new ErrorCollector(), true, true).link(List.of(main));
        } catch (SchemaException | IllegalStateException | IllegalArgumentException e) {
            throw new PayloadException(text.name() + files.problem(e), e);
        }
    }

    private String problem(RuntimeException e) {
        return missing.isEmpty()
                ? " is not a Protobuf schema: " + OneLine.of(String.valueOf(e.getMessage()), PROBLEM_LENGTH_MAX)
                : " imports " + String.join(", ", missing)
                        + ", which the registry has no reference to; register the schema with its references and set"
                        + " payload.subject, or use one that contains them";
    }

    static ProtoFile main(Schema schema) {
        return Objects.requireNonNull(schema.protoFile(MAIN));
    }

    private static ProtoFile parse(String path, String text) {
        checkNesting(text);
        return ProtoFile.Companion.get(ProtoParser.Companion.parse(Location.get(path), text));
    }

    private static void checkNesting(String text) {
        int nesting = 0;
        int at = 0;
        while (at < text.length()) {
            nesting += switch (text.charAt(at)) {
                case '{', '[', '<' -> 1;
                case '}', ']', '>' -> -1;
                default -> 0;
            };
            if (nesting > NESTING_MAX) {
                throw new IllegalArgumentException("more than " + NESTING_MAX + " nested brackets");
            }
            at = next(text, at);
        }
    }

    /** Returns the position after a character, or after the string or comment that starts with it. */
    private static int next(String text, int at) {
        char first = text.charAt(at);
        if (first == '"' || first == '\'') {
            int end = at + 1;
            while (end < text.length() && text.charAt(end) != first) {
                end += text.charAt(end) == '\\' ? 2 : 1;
            }
            return end + 1;
        }
        if (text.startsWith("//", at)) {
            return after("\n", text, at + 2);
        }
        return text.startsWith("/*", at) ? after("*/", text, at + 2) : at + 1;
    }

    private static int after(String end, String text, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? text.length() : at + end.length();
    }

    @Override
    public ProtoFile load(String path) {
        String text = references.get(path);
        if (text != null) {
            return parse(path, text);
        }
        try {
            return CoreLoader.INSTANCE.load(path);
        } catch (IllegalStateException unknown) {
            missing.add(path);
            return ProtoFile.Companion.get(ProtoFileElement.Companion.empty(path));
        }
    }

    @Override
    public Loader withErrors(ErrorCollector errors) {
        return this;
    }
}
