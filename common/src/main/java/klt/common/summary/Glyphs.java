package klt.common.summary;

import java.nio.charset.Charset;

/** Non-ASCII characters, or substitutes if the terminal's encoding lacks them. */
public record Glyphs(
        String full, String empty, String dot, String bullet, String none, String met, String missed, String micro) {

    public static final Glyphs UNICODE = new Glyphs("█", "░", " · ", "•", "–", "✔", "✘", "µ");
    public static final Glyphs ASCII = new Glyphs("#", ".", ", ", "-", "-", "ok", "no", "u");

    public static Glyphs of(Charset charset) {
        return charset.newEncoder().canEncode("█✔µ–") ? UNICODE : ASCII;
    }
}
