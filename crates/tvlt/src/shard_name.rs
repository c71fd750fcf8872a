//! Names of the files that weights are split over, by Hugging Face's convention: `model-00001-of-00002.safetensors`.

/// Splits `model-00001-of-00002.safetensors` into its stem, its number, the number of files and its extension;
/// `None` for a name of another form.
pub fn part_of(name: &str) -> Option<(&str, usize, usize, &str)> {
    const DIGITS: usize = 5;
    let (before, after) = name.rsplit_once("-of-")?;
    let (stem, number) = before.rsplit_once('-')?;
    let (count, ending) = after.split_at_checked(DIGITS)?;
    let read = |digits: &str| {
        let all = digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit());
        all.then(|| digits.parse::<usize>().ok()).flatten()
    };
    Some((stem, read(number)?, read(count)?, ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_says_which_it_is() {
        assert_eq!(part_of("pytorch_model-00003-of-00012.bin"), Some(("pytorch_model", 3, 12, ".bin")));
        for other in ["model.safetensors", "one-of-us.bin", "model-1-of-2.bin", "model-0000x-of-00002.bin"] {
            assert_eq!(part_of(other), None, "{other}");
        }
    }
}
