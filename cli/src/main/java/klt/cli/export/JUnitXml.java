package klt.cli.export;

import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import klt.cli.export.TestSuite.State;
import klt.cli.export.TestSuite.TestCase;

/** Writes test suites in the XML format of Ant's JUnit report, which CI systems read. */
final class JUnitXml {

    /** The timestamp format. Timestamps are in UTC, because JUnit XML has no time zones. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String PACKAGE = "loadtester";
    /** The format requires a hostname; this is Ant's value for an unknown host. */
    private static final String HOST = "localhost";

    private final XMLStreamWriter xml;

    private JUnitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static String write(List<TestSuite> suites) {
        StringWriter out = new StringWriter();
        try {
            new JUnitXml(XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out)).document(suites);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory", e);
        }
        return out.toString();
    }

    private void document(List<TestSuite> suites) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        line(0);
        xml.writeStartElement("testsuites");
        for (int i = 0; i < suites.size(); i++) {
            suite(suites.get(i), i);
        }
        line(0);
        xml.writeEndElement();
        line(0);
        xml.writeEndDocument();
        xml.close();
    }

    private void suite(TestSuite suite, int id) throws XMLStreamException {
        line(1);
        xml.writeStartElement("testsuite");
        attribute("id", String.valueOf(id));
        attribute("package", PACKAGE);
        attribute("name", suite.name());
        attribute("hostname", HOST);
        attribute("timestamp", TIME.format(suite.start()));
        attribute("time", seconds(suite.seconds()));
        attribute("tests", String.valueOf(suite.cases().size()));
        attribute("failures", String.valueOf(suite.failures()));
        attribute("errors", String.valueOf(suite.errors()));
        attribute("skipped", String.valueOf(suite.skipped()));
        properties(suite.properties());
        for (TestCase test : suite.cases()) {
            testCase(test);
        }
        line(2);
        xml.writeStartElement("system-out");
        text(suite.output());
        xml.writeEndElement();
        line(2);
        xml.writeEmptyElement("system-err");
        line(1);
        xml.writeEndElement();
    }

    private void properties(Map<String, String> properties) throws XMLStreamException {
        line(2);
        xml.writeStartElement("properties");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            line(3);
            xml.writeEmptyElement("property");
            attribute("name", property.getKey());
            attribute("value", property.getValue());
        }
        line(2);
        xml.writeEndElement();
    }

    private void testCase(TestCase test) throws XMLStreamException {
        line(2);
        xml.writeStartElement("testcase");
        attribute("classname", test.className());
        attribute("name", test.name());
        attribute("time", seconds(test.seconds()));
        switch (test.state()) {
            case State.Passed() -> {}
            case State.Failed(String type, String message, String details) ->
                problem("failure", type, message, details);
            case State.Errored(String type, String message, String details) -> problem("error", type, message, details);
            case State.Skipped(String message) -> {
                line(3);
                xml.writeStartElement("skipped");
                attribute("message", message);
                xml.writeEndElement();
                line(2);
            }
        }
        xml.writeEndElement();
    }

    /** Writes the text twice, because some readers show the {@code message} attribute and others the content. */
    private void problem(String element, String type, String message, String details) throws XMLStreamException {
        line(3);
        xml.writeStartElement(element);
        attribute("type", type);
        attribute("message", message);
        text(details);
        xml.writeEndElement();
        line(2);
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, legal(value));
    }

    private void text(String text) throws XMLStreamException {
        xml.writeCharacters(legal(text));
    }

    private void line(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** Replaces characters that XML 1.0 does not allow even in escaped form: control characters and unpaired surrogates. */
    static String legal(String text) {
        StringBuilder legal = new StringBuilder(text.length());
        text.codePoints().forEach(c -> legal.appendCodePoint(isLegal(c) ? c : '\uFFFD'));
        return legal.toString();
    }

    private static boolean isLegal(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0x10FFFF);
    }
}
