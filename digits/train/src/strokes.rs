//! Digits and scribbles as strokes: each stroke is a line through points of the unit square
//! (x to the right, y downwards).

use rand::Rng;

type Stroke = Vec<[f32; 2]>;

/// Strokes of `digit` (0 to 9) in one of the ways in which people write it, with jitter on every point.
pub(super) fn digit(rng: &mut impl Rng, digit: usize) -> Vec<Stroke> {
    // (points, whether the line is curved)
    let shapes: Vec<(&[[f32; 2]], bool)> = match (digit, rng.random_range(0..3)) {
        (0, 0) => vec![(
            &[[0.5, 0.0], [0.22, 0.25], [0.2, 0.7], [0.5, 1.0], [0.8, 0.72], [0.78, 0.25], [0.5, 0.0]],
            true,
        )],
        (0, _) => vec![(
            &[[0.55, 0.0], [0.15, 0.3], [0.18, 0.78], [0.5, 1.0], [0.85, 0.7], [0.8, 0.2], [0.45, 0.02]],
            true,
        )],
        (1, 0) => vec![(&[[0.5, 0.0], [0.5, 1.0]], false)],
        (1, 1) => vec![(&[[0.3, 0.22], [0.52, 0.0], [0.52, 1.0]], false)],
        (1, _) => vec![(&[[0.3, 0.2], [0.5, 0.0], [0.5, 1.0]], false), (&[[0.28, 1.0], [0.74, 1.0]], false)],
        (2, 0) => vec![
            (&[[0.2, 0.22], [0.4, 0.0], [0.72, 0.08], [0.75, 0.38], [0.5, 0.7], [0.18, 1.0]], true),
            (&[[0.18, 1.0], [0.85, 0.98]], false),
        ],
        (2, 1) => vec![(
            &[
                [0.2, 0.2],
                [0.5, 0.0],
                [0.78, 0.25],
                [0.55, 0.65],
                [0.25, 0.98],
                [0.2, 0.85],
                [0.4, 0.85],
                [0.85, 1.0],
            ],
            true,
        )],
        (2, _) => vec![
            (&[[0.15, 0.1], [0.5, 0.0], [0.82, 0.2], [0.7, 0.5], [0.15, 1.0]], true),
            (&[[0.15, 1.0], [0.9, 1.0]], false),
        ],
        (3, 0) => vec![
            (&[[0.18, 0.0], [0.8, 0.0], [0.42, 0.4]], false),
            (&[[0.42, 0.4], [0.75, 0.48], [0.82, 0.78], [0.5, 1.0], [0.15, 0.88]], true),
        ],
        (3, _) => vec![
            (&[[0.2, 0.12], [0.5, 0.0], [0.78, 0.2], [0.66, 0.42], [0.4, 0.48]], true),
            (&[[0.4, 0.48], [0.75, 0.55], [0.83, 0.78], [0.5, 1.0], [0.15, 0.86]], true),
        ],
        (4, 0) => vec![(&[[0.68, 1.0], [0.68, 0.0], [0.12, 0.66], [0.92, 0.66]], false)],
        (4, _) => {
            vec![(&[[0.3, 0.0], [0.15, 0.58], [0.88, 0.58]], false), (&[[0.66, 0.2], [0.64, 1.0]], false)]
        }
        (5, 0) => vec![
            (&[[0.8, 0.0], [0.28, 0.0], [0.22, 0.42]], false),
            (&[[0.22, 0.42], [0.55, 0.36], [0.82, 0.6], [0.68, 0.93], [0.4, 1.0], [0.15, 0.88]], true),
        ],
        (5, _) => vec![
            (&[[0.24, 0.02], [0.22, 0.45]], false),
            (&[[0.22, 0.45], [0.6, 0.4], [0.8, 0.68], [0.6, 0.97], [0.15, 0.95]], true),
            (&[[0.24, 0.02], [0.8, 0.0]], false),
        ],
        (6, 0) => vec![(
            &[
                [0.72, 0.0],
                [0.38, 0.25],
                [0.2, 0.65],
                [0.35, 0.96],
                [0.68, 0.96],
                [0.8, 0.7],
                [0.55, 0.5],
                [0.25, 0.68],
            ],
            true,
        )],
        (6, _) => vec![(
            &[
                [0.55, 0.0],
                [0.25, 0.4],
                [0.18, 0.8],
                [0.5, 1.0],
                [0.8, 0.8],
                [0.68, 0.56],
                [0.4, 0.56],
                [0.2, 0.8],
            ],
            true,
        )],
        (7, 0) => vec![(&[[0.15, 0.0], [0.85, 0.0], [0.4, 1.0]], false)],
        (7, 1) => {
            vec![(&[[0.12, 0.02], [0.86, 0.0], [0.42, 1.0]], false), (&[[0.35, 0.5], [0.78, 0.5]], false)]
        }
        (7, _) => vec![(&[[0.15, 0.15], [0.17, 0.0], [0.84, 0.0], [0.6, 0.45], [0.46, 1.0]], false)],
        (8, 0) => vec![(
            &[
                [0.5, 0.48],
                [0.24, 0.25],
                [0.5, 0.0],
                [0.76, 0.25],
                [0.5, 0.48],
                [0.18, 0.76],
                [0.5, 1.0],
                [0.82, 0.76],
                [0.5, 0.48],
            ],
            true,
        )],
        (8, _) => vec![(
            &[
                [0.75, 0.12],
                [0.45, 0.0],
                [0.25, 0.22],
                [0.5, 0.47],
                [0.8, 0.75],
                [0.5, 1.0],
                [0.2, 0.78],
                [0.5, 0.47],
                [0.75, 0.12],
            ],
            true,
        )],
        (9, 0) => vec![(
            &[[0.76, 0.25], [0.5, 0.52], [0.22, 0.3], [0.42, 0.02], [0.74, 0.12], [0.78, 0.5], [0.66, 1.0]],
            true,
        )],
        (9, 1) => vec![
            (&[[0.76, 0.25], [0.5, 0.5], [0.22, 0.28], [0.46, 0.0], [0.76, 0.25]], true),
            (&[[0.76, 0.05], [0.74, 1.0]], false),
        ],
        _ => vec![(
            &[
                [0.75, 0.2],
                [0.5, 0.5],
                [0.22, 0.28],
                [0.46, 0.0],
                [0.76, 0.2],
                [0.76, 0.7],
                [0.55, 1.0],
                [0.25, 0.92],
            ],
            true,
        )],
    };
    let jitter = rng.random_range(0.0..0.045);
    let aspect = rng.random_range(0.65..1.1);
    let mut moved = |points: &[[f32; 2]]| -> Stroke {
        points
            .iter()
            .map(|[x, y]| {
                let mut near = |v: f32| v + jitter * (rng.random::<f32>() + rng.random::<f32>() - 1.0) * 1.7;
                [0.5 + (near(*x) - 0.5) * aspect, near(*y)]
            })
            .collect()
    };
    shapes
        .iter()
        .map(|(points, curved)| if *curved { curve(&moved(points)) } else { moved(points) })
        .collect()
}

/// Strokes that cannot be mistaken for a digit: zigzags, crosses, grids, polygons, hatching.
pub(super) fn scribble(rng: &mut impl Rng) -> Vec<Stroke> {
    let mut point = |low: f32, high: f32| [rng.random_range(low..high), rng.random_range(low..high)];
    match point(0.0, 6.0)[0] as usize {
        // A tangle.
        0 => vec![curve(&(0..9).map(|_| point(0.0, 1.0)).collect::<Vec<_>>())],
        // A zigzag.
        1 => vec![
            (0..8)
                .map(|i| [i as f32 / 7.0, if i % 2 == 0 { point(0.0, 0.3)[0] } else { point(0.7, 1.0)[0] }])
                .collect(),
        ],
        // A cross.
        2 => vec![
            vec![point(0.0, 0.2), point(0.8, 1.0)],
            vec![[0.9, point(0.0, 0.2)[1]], [0.1, point(0.8, 1.0)[1]]],
        ],
        // A square or a triangle with a line through it.
        3 => {
            let (a, b, c) = ([0.1, 0.1], [0.9, point(0.05, 0.15)[0]], [point(0.75, 0.95)[0], 0.9]);
            vec![vec![a, b, c, [0.1, 0.9], a], vec![point(0.2, 0.4), point(0.6, 0.9)]]
        }
        // Hatching.
        4 => (0..5)
            .map(|i| {
                vec![[0.1 + 0.18 * i as f32, point(0.0, 0.2)[0]], [0.1 + 0.18 * i as f32, point(0.8, 1.0)[0]]]
            })
            .collect(),
        // A grid or a hash.
        _ => [0.33, 0.67]
            .into_iter()
            .flat_map(|at| {
                [vec![[at, point(0.0, 0.1)[0]], [at, 1.0]], vec![[point(0.0, 0.1)[0], at], [1.0, at]]]
            })
            .collect(),
    }
}

/// A smooth line through the points (a Catmull-Rom spline), with eight segments between two points.
fn curve(points: &[[f32; 2]]) -> Stroke {
    const PIECES: usize = 8;
    let mut line = Vec::with_capacity(points.len() * PIECES);
    for index in 0..points.len().saturating_sub(1) {
        let before = points[index.saturating_sub(1)];
        let (from, to) = (points[index], points[index + 1]);
        let after = points[(index + 2).min(points.len() - 1)];
        for piece in 0..PIECES {
            let t = piece as f32 / PIECES as f32;
            line.push([0, 1].map(|axis| {
                let (p0, p1, p2, p3) = (before[axis], from[axis], to[axis], after[axis]);
                let square = 2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3;
                let cube = 3.0 * p1 - p0 - 3.0 * p2 + p3;
                0.5 * (2.0 * p1 + (p2 - p0) * t + square * t * t + cube * t * t * t)
            }));
        }
    }
    line.extend(points.last());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_points() {
        let points = [[0.0, 0.0], [0.5, 1.0], [1.0, 0.25]];
        let line = curve(&points);
        assert_eq!(line.len(), 17);
        assert_eq!(line[8], points[1]);
        assert_eq!(line[16], points[2]);
    }
}
