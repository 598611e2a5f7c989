package klt.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import klt.common.spec.preset.Presets;
import klt.common.spec.preset.Presets.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {

    static Stream<Preset> presets() {
        return Presets.all().stream();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aPresetIsAValidSpecWithANameOfItsOwn(Preset preset) {
        SpecResult result = SpecReader.read(preset.spec());

        assertThat(result).isInstanceOf(SpecResult.Valid.class);
        assertThat(((SpecResult.Valid) result).spec().name()).isEqualToIgnoringCase(preset.title());
        assertThat(preset.id()).matches("[a-z-]+");
        assertThat(preset.description()).isNotBlank();
    }

    @Test
    void eachPresetIsThereOnce() {
        List<String> ids = presets().map(Preset::id).toList();

        assertThat(ids).doesNotHaveDuplicates().contains("quick-check", "steady", "maximum");
    }
}
