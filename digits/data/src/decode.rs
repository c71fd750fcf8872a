//! Decodes sound files of any common format, and cuts recordings of words out of them.

use std::{fs::File, path::Path};

use symphonia::core::{
    codecs::audio::AudioDecoderOptions,
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

use tvlt::processor::audio::resample;

use super::{DataError, wav::wav};

/// Seconds of a recording that are kept: twice what the default model hears at once.
const LONGEST: usize = 3;

/// Highest sampling rate that is kept, in hertz. It has what tells one word from another.
const RATE: u32 = 16_000;

/// Share of the peak below which samples at the ends of a recording count as silence.
const QUIET: f32 = 0.005;

/// A WAV file of the first [`LONGEST`] seconds of a recording from where it is heard, mono, at [`RATE`] or less;
/// `None` where no decoder can read it or it is silent.
pub(super) fn beginning(source: &Path) -> Result<Option<Vec<u8>>, DataError> {
    // Some begin with silence.
    let Some((samples, rate)) = decode(source, 2 * LONGEST)? else { return Ok(None) };
    let peak = samples.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
    let heard = |value: &f32| value.abs() > QUIET * peak;
    let (Some(first), Some(last)) = (samples.iter().position(heard), samples.iter().rposition(heard)) else {
        return Ok(None);
    };
    let margin = rate as usize / 20;
    let first = first.saturating_sub(margin);
    let end = (last + margin).min(samples.len()).min(first + LONGEST * rate as usize);
    let kept = rate.min(RATE);
    let samples = resample(&samples[first..end], rate, kept)
        .map_err(|error| DataError::Form(format!("{}: {error}", source.display())))?;
    let level = 0.9 / samples.iter().fold(1e-6f32, |peak, value| peak.max(value.abs()));
    wav(&samples.iter().map(|value| value * level).collect::<Vec<_>>(), kept).map(Some)
}

/// The first `seconds` of a sound file, or slightly more, its channels mixed, and its sampling rate in hertz; `None` where
/// no decoder can read it.
pub(super) fn decode(path: &Path, seconds: usize) -> Result<Option<(Vec<f32>, u32)>, DataError> {
    let file = File::open(path).map_err(|source| DataError::File { path: path.to_owned(), source })?;
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    let mut hint = Hint::new();
    if let Some(ending) = path.extension().and_then(|ending| ending.to_str()) {
        hint.with_extension(if ending == "oga" { "ogg" } else { ending });
    }
    let probe = symphonia::default::get_probe();
    let Ok(mut format) = probe.probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
    else {
        return Ok(None);
    };
    let Some(track) = format.default_track(TrackType::Audio) else { return Ok(None) };
    let id = track.id;
    let Some(parameters) = track.codec_params.as_ref().and_then(|parameters| parameters.audio()) else {
        return Ok(None);
    };
    let codecs = symphonia::default::get_codecs();
    let Ok(mut decoder) = codecs.make_audio_decoder(parameters, &AudioDecoderOptions::default()) else {
        return Ok(None);
    };
    let (mut mono, mut rate, mut interleaved) = (Vec::new(), 0, Vec::new());
    while let Ok(Some(packet)) = format.next_packet() {
        if packet.track_id != id {
            continue;
        }
        let Ok(decoded) = decoder.decode(&packet) else { continue };
        rate = decoded.spec().rate();
        let channels = decoded.num_planes().max(1);
        decoded.copy_to_vec_interleaved::<f32>(&mut interleaved);
        mono.extend(
            interleaved.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32),
        );
        if mono.len() > seconds * rate as usize {
            break;
        }
    }
    Ok((rate > 0 && !mono.is_empty()).then_some((mono, rate)))
}

#[cfg(test)]
mod tests {
    use super::{super::write, *};

    #[test]
    fn a_recording_is_kept_from_where_it_is_heard_and_for_three_seconds() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("long.wav");
        let tone = |seconds: f32| {
            let silence = vec![0.0; 44_100];
            let sound = (0..(seconds * 44_100.0) as usize).map(|index| 0.3 * (index as f32 * 0.05).sin());
            silence.into_iter().chain(sound).collect::<Vec<f32>>()
        };
        for (seconds, kept) in [(0.5, 0.55), (10.0, 3.0)] {
            write(&file, &wav(&tone(seconds), 44_100).expect("a WAV file")).expect("written");
            let bytes = beginning(&file).expect("a recording").expect("a sound");
            let reader = hound::WavReader::new(std::io::Cursor::new(bytes)).expect("readable");
            assert_eq!((reader.spec().sample_rate, reader.spec().channels), (16_000, 1));
            let found = reader.duration() as f32 / 16_000.0;
            assert!((found - kept).abs() < 0.02, "{found} s of {seconds}");
        }
        write(&file, &wav(&[0.0; 4410], 44_100).expect("a WAV file")).expect("written");
        assert_eq!(beginning(&file).expect("a recording"), None);
    }
}
