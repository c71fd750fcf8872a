//! The classes of an import on their way into a room. Nothing in the room changes before a sample has been accepted.

use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{BurstId, ClassId, Clip, SampleId};
use tvlt::teach::prior::Prior;
use tvlt::teach::record::MOST_SAMPLES;

use super::archive::unpack::PackedClass;
use super::room::Room;

/// The classes of an import, by their places in its list.
#[derive(Debug, Clone)]
pub struct Arrival {
    classes: Vec<Arriving>,
    /// Whether what there is in the room is deleted first.
    replace: bool,
    /// Whether a sample has been accepted, so that the room has made way.
    has_begun: bool,
}

/// A class of an import.
#[derive(Debug, Clone)]
struct Arriving {
    class: PackedClass,
    place: Place,
    /// Its samples that were left out because it was refused.
    left_out: usize,
}

#[derive(Debug, Clone)]
enum Place {
    /// It is not in the room yet, or nobody has looked.
    Open,
    /// It is this class of the room.
    Is(ClassId),
    /// The room refuses it.
    Refused(TeachError),
}

impl Arrival {
    /// The classes of a ZIP; with `replace` they take the place of all that there is.
    pub fn of_zip(classes: Vec<PackedClass>, replace: bool) -> Self {
        let arriving = |class| Arriving { class, place: Place::Open, left_out: 0 };
        Self { classes: classes.into_iter().map(arriving).collect(), replace, has_begun: false }
    }

    /// One class that is there already, to which files are added.
    pub fn into_class(class: ClassId) -> Self {
        let place = Place::Is(class);
        let class = PackedClass { name: String::new(), on: true, learns: None, is_listed: false };
        Self { classes: vec![Arriving { class, place, left_out: 0 }], replace: false, has_begun: true }
    }

    /// Whether a sample has been accepted, so that the room has made way.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Whether the room refuses this class.
    pub fn is_refused(&self, class: usize) -> bool {
        matches!(self.classes.get(class), Some(Arriving { place: Place::Refused(_), .. }))
    }

    /// The class of the room whose samples may be the same as those of this class.
    pub fn known(&self, room: &Room, class: usize) -> Option<ClassId> {
        let Arriving { class, place, .. } = self.classes.get(class)?;
        match place {
            Place::Is(id) => Some(*id),
            // What is there now is deleted before.
            Place::Open if self.replace && !self.has_begun => None,
            Place::Open => room.known_class(&class.name),
            Place::Refused(_) => None,
        }
    }

    /// As [`Arrival::known`], of all classes.
    pub fn all_known(&self, room: &Room) -> Vec<ClassId> {
        (0..self.classes.len()).filter_map(|class| self.known(room, class)).collect()
    }

    /// Adds a sample whose features are to be computed to `burst` of this class, or to a new burst, which is noted there.
    /// With the first sample that is accepted the room makes way, and the classes come that `classes.json` lists; any other
    /// class comes with its own first sample. Where the first sample is refused, the room stays as it was.
    ///
    /// # Errors
    /// [`TeachError::Name`] and [`TeachError::TooManyClasses`] where the class is refused, now and from now on;
    /// [`TeachError::TooManySamples`], and [`TeachError::Gone`] where class or burst have been deleted meanwhile.
    pub fn add(
        &mut self,
        room: &mut Room,
        prior: &Prior,
        (class, burst): (usize, &mut Option<BurstId>),
        clip: Clip,
    ) -> Result<SampleId, TeachError> {
        let makes_room = self.replace && !self.has_begun;
        if room.is_full() && !makes_room {
            return Err(TeachError::TooManySamples(MOST_SAMPLES));
        }
        let before = (!self.has_begun).then(|| (self.clone(), room.clone()));
        let added = self.begin(room, prior).and_then(|()| {
            let id = self.place(room, class)?;
            let begun = burst.map_or_else(|| room.begin(id), Ok)?;
            Ok((begun, room.add_unread(begun, clip)?))
        });
        match added {
            Ok((begun, sample)) => {
                *burst = Some(begun);
                Ok(sample)
            }
            Err(error) => {
                if let Some(before) = before {
                    (*self, *room) = before;
                }
                if matches!(error, TeachError::Name { .. } | TeachError::TooManyClasses(_))
                    && let Some(arriving) = self.classes.get_mut(class)
                {
                    arriving.place = Place::Refused(error.clone());
                }
                Err(error)
            }
        }
    }

    /// Notes samples that are left out because their class was refused.
    pub fn leave_out(&mut self, class: usize, samples: usize) {
        if let Some(arriving) = self.classes.get_mut(class) {
            arriving.left_out += samples;
        }
    }

    /// What is to be said of classes that were refused.
    pub fn left_out(&self) -> Vec<TeachError> {
        let said = |Arriving { class, place, left_out }: &Arriving| match place {
            Place::Refused(why) if *left_out == 0 => Some(why.clone()),
            Place::Refused(why) => {
                let (name, why) = (class.name.clone(), why.to_string());
                Some(TeachError::ClassLeftOut { name, samples: *left_out, why })
            }
            Place::Open | Place::Is(_) => None,
        };
        self.classes.iter().filter_map(said).collect()
    }

    /// The room makes way, and the listed classes come.
    fn begin(&mut self, room: &mut Room, prior: &Prior) -> Result<(), TeachError> {
        if self.has_begun {
            return Ok(());
        }
        room.make_way(prior, self.replace)?;
        self.has_begun = true;
        for class in 0..self.classes.len() {
            if self.classes[class].class.is_listed
                && let Err(error) = self.place(room, class)
            {
                self.classes[class].place = Place::Refused(error);
            }
        }
        Ok(())
    }

    /// The class of the room that this class is, or becomes.
    fn place(&mut self, room: &mut Room, class: usize) -> Result<ClassId, TeachError> {
        let gone = || TeachError::Gone("class".into());
        let Arriving { class, place, .. } = self.classes.get_mut(class).ok_or_else(gone)?;
        match place {
            Place::Is(id) => return Ok(*id),
            Place::Refused(why) => return Err(why.clone()),
            Place::Open => {}
        }
        let id = room.class_named(&class.name)?;
        // A class that has been taught stays as the person has set it.
        if room.newest(id, 1)?.is_empty() {
            room.switch(id, class.on)?;
            if let Some(senses) = class.learns {
                room.learn(id, senses)?;
            }
        }
        *place = Place::Is(id);
        Ok(id)
    }
}
