//! The choice of camera and microphone, and what is tried when a chosen one is missing.

use super::error::CaptureNotice;

/// Which camera.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Camera {
    /// The browser's choice.
    #[default]
    Any,
    /// The one on this side of a phone; on other devices the browser's choice.
    Facing(Facing),
    /// The one with the browser's id; any if the id is empty.
    Device(String),
}

/// The sides of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facing {
    /// Towards the person.
    Front,
    /// Away from the person.
    Rear,
}

/// Which microphone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Microphone {
    /// The browser's choice.
    #[default]
    Any,
    /// The one with the browser's id; any if the id is empty.
    Device(String),
}

/// The devices of a live source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveChoice {
    /// Which camera.
    pub camera: Camera,
    /// Which microphone.
    pub microphone: Microphone,
}

impl LiveChoice {
    /// The combinations to try in this order, until the browser finds the devices: both chosen devices, then one
    /// chosen device with any other one, then any devices. With each come the notices to show.
    ///
    /// They have to be tried because the browser says only that one of the chosen devices is missing, not which
    /// one, and lists no devices before the person has allowed them.
    pub fn attempts(&self) -> Vec<(Self, Vec<CaptureNotice>)> {
        let chose_camera = matches!(&self.camera, Camera::Device(id) if !id.is_empty());
        let chose_microphone = matches!(&self.microphone, Microphone::Device(id) if !id.is_empty());
        // The side of a phone is only a preference, which makes no device fail.
        let camera = if chose_camera { Camera::Any } else { self.camera.clone() };
        let mut attempts = vec![(self.clone(), Vec::new())];
        if chose_microphone {
            let choice = Self { camera: self.camera.clone(), microphone: Microphone::Any };
            attempts.push((choice, vec![CaptureNotice::OtherMicrophone]));
        }
        if chose_camera {
            let choice = Self { camera: camera.clone(), microphone: self.microphone.clone() };
            attempts.push((choice, vec![CaptureNotice::OtherCamera]));
        }
        if chose_camera && chose_microphone {
            let choice = Self { camera, microphone: Microphone::Any };
            attempts.push((choice, vec![CaptureNotice::OtherCamera, CaptureNotice::OtherMicrophone]));
        }
        attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(camera: &str, microphone: &str) -> LiveChoice {
        LiveChoice {
            camera: Camera::Device(camera.into()),
            microphone: Microphone::Device(microphone.into()),
        }
    }

    /// What is opened on a machine that has only these devices, and the notices shown.
    fn opened(
        choice: &LiveChoice,
        camera: &str,
        microphone: &str,
    ) -> Option<(LiveChoice, Vec<CaptureNotice>)> {
        choice.attempts().into_iter().find(|(tried, _)| {
            let sees = match &tried.camera {
                Camera::Device(id) => id.is_empty() || id == camera,
                _ => true,
            };
            sees && match &tried.microphone {
                Microphone::Device(id) => id.is_empty() || id == microphone,
                Microphone::Any => true,
            }
        })
    }

    #[test]
    fn only_the_missing_one_falls_back() {
        let chosen = choice("desk", "headset");
        let (found, said) = opened(&chosen, "desk", "headset").unwrap();
        assert!(found == chosen && said.is_empty());
        let (found, said) = opened(&chosen, "lid", "headset").unwrap();
        assert_eq!((found.camera, found.microphone), (Camera::Any, Microphone::Device("headset".into())));
        assert_eq!(said, [CaptureNotice::OtherCamera]);
        let (found, said) = opened(&chosen, "desk", "lid").unwrap();
        assert_eq!((found.camera, found.microphone), (Camera::Device("desk".into()), Microphone::Any));
        assert_eq!(said, [CaptureNotice::OtherMicrophone]);
        let (found, said) = opened(&chosen, "lid", "lid").unwrap();
        assert_eq!((found, said.len()), (LiveChoice::default(), 2));
    }

    #[test]
    fn what_was_not_chosen_is_not_called_missing() {
        assert_eq!(choice("", "").attempts().len(), 1);
        let phone = LiveChoice {
            camera: Camera::Facing(Facing::Rear),
            microphone: Microphone::Device("headset".into()),
        };
        let (found, said) = opened(&phone, "", "lid").unwrap();
        assert_eq!(found.camera, Camera::Facing(Facing::Rear));
        assert_eq!(said, [CaptureNotice::OtherMicrophone]);
    }
}
