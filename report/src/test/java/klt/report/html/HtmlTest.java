package klt.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void escapesTextAndAttributes() {
        assertThat(new Html().element("p", "<b>&\"'", "title", "\"><x y='").toString())
                .isEqualTo("<p title=\"&quot;&gt;&lt;x y=&#39;\">&lt;b&gt;&amp;&quot;&#39;</p>");
    }

    @Test
    void replacesCharactersThatXmlForbidsOrThatReverseText() {
        assertThat(new Html()
                        .text("a\u0000\u001b\u202e\ud800\uffff\u0085z\n\tü€😀")
                        .toString())
                .isEqualTo("a" + "\uFFFD".repeat(6) + "z\n\tü€😀");
    }

    @Test
    void coloursBecomeClasses() {
        assertThat(new Html()
                        .painted("\u001b[1;31m3 <lost>\u001b[0m · 1 \u001b[2mfound\u001b[0m")
                        .toString())
                .isEqualTo("<span class=\"bad\">3 &lt;lost&gt;</span> · 1 <span class=\"dim\">found</span>");
    }

    @Test
    void unknownAndOpenColoursLeaveNothingOpen() {
        assertThat(new Html().painted("\u001b[31mred \u001b[33mwarn").toString())
                .isEqualTo("red <span class=\"warn\">warn</span>");
    }
}
